# Node itself is 24 here, so the npm package that brings it to older machines is left out with the other devDependencies.
FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY tsconfig.json ./
COPY src ./src
COPY emails ./emails
COPY jobs ./jobs
RUN mkdir /data && chown node:node /data
ENV DATA_DIR=/data
# In a container only the published ports can be reached.
ENV HOST=0.0.0.0
USER node
EXPOSE 3000
VOLUME /data
# At HEALTH_PORT, where a part without pages has one.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.HEALTH_PORT||process.env.PORT||3000)+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["src/launch.mjs"]
CMD ["start"]
