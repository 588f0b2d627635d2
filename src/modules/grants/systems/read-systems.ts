/** Name of the job that looks at targets; the request handler that asks for a look may not import the job itself. */
export const READ_SYSTEMS = 'grants.read_systems';
