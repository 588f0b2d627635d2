import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../../ui/page';
import { DeviceCodeForm } from './device-code-form';
import { WaitingDevicePanel } from './waiting-device-panel';

const route = getRouteApi('/signed-in/device');

/** Where a command line is let in (RFC 8628 § 3.3): by its code, typed here or in the address. */
export function DevicePage() {
  const { code } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (typed: string | undefined) => void navigate({ search: { code: typed } });
  return (
    <Page title="Let a command line in" lead="It acts as you, for twelve hours, within what it asks for.">
      {code === undefined ? (
        <DeviceCodeForm onTyped={show} />
      ) : (
        <WaitingDevicePanel key={code} code={code} onAnother={() => show(undefined)} />
      )}
    </Page>
  );
}
