# The build compiles the TypeScript and leaves out what only development needs. The image has Node, the program and its
# packages, and no npm.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json .env.example ./
COPY deploy/build.mjs deploy/
COPY src src
COPY emails emails
COPY jobs jobs
RUN npm run build && npm prune --omit=dev --no-audit --no-fund \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM debian:bookworm-slim
RUN useradd --uid 1000 --create-home node && mkdir /data && chown node:node /data
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
ENV NODE_ENV=production
ENV DATA_DIR=/data
# In a container only the published ports can be reached.
ENV HOST=0.0.0.0
USER node
EXPOSE 3000
VOLUME /data
# At HEALTH_PORT, where a part without pages has one.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.HEALTH_PORT||process.env.PORT||3000)+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["dist/src/launch.mjs"]
CMD ["start"]
