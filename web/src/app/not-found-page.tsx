import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Page } from '../ui/page';

export const NotFoundPage = () => (
  <Page
    title="There is nothing at this address"
    lead="It may have been removed, or it belongs to somebody else: either way Sallyport answers the same."
    actions={
      <Button variant="filled" renderRoot={(props) => <Link to="/" {...props} />}>
        Home
      </Button>
    }
  >
    <span />
  </Page>
);
