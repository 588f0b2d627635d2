import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Page } from '../ui/page';
import { GONE } from '../ui/unreadable';

export const NotFoundPage = () => (
  <Page
    title="There is nothing at this address"
    lead={GONE}
    actions={
      <Button variant="filled" renderRoot={(props) => <Link to="/" {...props} />}>
        Home
      </Button>
    }
  />
);
