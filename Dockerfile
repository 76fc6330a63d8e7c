FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
# One line: build_test.go and .ci/run build with the flags they read here.
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$VERSION" -o /statementbot ./cmd/statementbot

FROM gcr.io/distroless/static-debian12:nonroot
ARG VERSION=dev
LABEL org.opencontainers.image.title="statementbot" \
      org.opencontainers.image.description="Answers questions about an official statement with the statement's own sentences" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build /statementbot /statementbot
ENV STATEMENTBOT_LISTEN=:8080
EXPOSE 8080
USER nonroot
ENTRYPOINT ["/statementbot"]
