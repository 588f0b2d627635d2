/** Injection token of the {@link ConnectorSettings} that policy files are checked with. */
export const CONNECTOR_SETTINGS = Symbol('ConnectorSettings');
