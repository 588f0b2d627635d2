/** The nonce of this response, without which the content security policy refuses every generated style. */
export const styleNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** The library that locks scrolling below a dialog looks for its nonce where webpack would have put it. */
export function publishStyleNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
