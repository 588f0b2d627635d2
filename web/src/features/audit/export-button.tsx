import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

/** The whole trail as a file that `sallyport audit verify --from` checks without this server. */
export const ExportButton = () => (
  <Button component="a" href="/api/v1/audit/export" download leftSection={<IconDownload size={16} />}>
    Export the trail
  </Button>
);
