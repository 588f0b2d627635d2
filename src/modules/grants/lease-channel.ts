/** PostgreSQL channel that wakes the workers when a deadline appears or something has to end now. */
export const LEASE_CHANNEL = 'sallyport_lease';
