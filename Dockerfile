# The worker (and, with another command, the simulator). Debian, since the Temporal SDK's native
# part needs glibc.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-fund --no-audit

FROM node:20-bookworm-slim
# git reads the configuration repository and keeps the ledger; ssh-keygen verifies signed tags. A mounted repository belongs to
# another user than ours, which git refuses unless it is told that this folder is safe.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git openssh-client \
  && rm -rf /var/lib/apt/lists/* \
  && git config --system --add safe.directory /srv/configuration \
  && git config --system --add safe.directory /srv/configuration/.git \
  && install --directory --owner=node --group=node /var/lib/rollcall
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
ENV NODE_ENV=production \
  ROLLCALL_CACHE_DIR=/var/lib/rollcall/cache \
  ROLLCALL_HEALTH_PORT=9464
USER node
VOLUME /var/lib/rollcall
EXPOSE 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ROLLCALL_HEALTH_PORT || 9464}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli/main.js", "worker"]
