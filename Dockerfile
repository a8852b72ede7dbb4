# The kms-lab command and its sandbox, for a machine without Node.js.
#
#   docker build --tag kms-lab .
#   docker run --rm kms-lab run
#
# To keep the sandbox between commands, add `--volume kms-lab:/home/node/state`.
#
# This image has not been built: there was no Docker where it was written. Please report what fails.

FROM node:22-bookworm-slim AS build
WORKDIR /kms-lab
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm pack --pack-destination /tmp

FROM node:22-bookworm-slim
COPY --from=build /tmp/kms-lab-*.tgz /tmp/
RUN npm install --global --no-audit --no-fund /tmp/kms-lab-*.tgz \
  && rm /tmp/kms-lab-*.tgz \
  && mkdir /home/node/state \
  && chown node:node /home/node/state
USER node
WORKDIR /home/node
ENV KMS_LAB_STATE_DIR=/home/node/state
ENTRYPOINT ["kms-lab"]
CMD ["--help"]
