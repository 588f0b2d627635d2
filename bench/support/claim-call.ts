import type { Claim } from './approved-grants';
import type { Call } from './http-caller';

/** The call with which a person gets the log-in of an approved grant. */
export const claimCall = ({ grantId, digest, holder, stepUpToken }: Claim): Call => ({
  method: 'POST',
  path: `/api/v1/grants/${grantId}/credential`,
  headers: {
    authorization: `Bearer ${holder.bearer}`,
    'content-type': 'application/json',
    'sallyport-step-up': stepUpToken,
  },
  body: JSON.stringify({ digest }),
});
