# One image for every service and its migrations; each Deployment says with `command` which one it runs:
#   docker build -t marty-petstore:v1 .
#   docker run --read-only -e PORT=8080 ... marty-petstore:v1 /app/services/gateway/main.mjs
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund && npm run build

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# Each process is one bundle, so nothing of node_modules comes along. The files belong to root: the service cannot change them.
COPY --from=build /src/dist/services /app/services
USER 10001:10001
ENTRYPOINT ["node"]
CMD ["/app/services/gateway/main.mjs"]
