import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { AuditFilter } from '../../api/queries/audit';

/** The same events as a file that `sallyport audit verify --from` takes. */
export function ExportButton({ filter }: { readonly filter: AuditFilter }) {
  const parameters = new URLSearchParams(
    Object.entries(filter).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return (
    <Button
      component="a"
      href={`/api/v1/audit/export?${parameters.toString()}`}
      download
      leftSection={<IconDownload size={16} />}
    >
      Export
    </Button>
  );
}
