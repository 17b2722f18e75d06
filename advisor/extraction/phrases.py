"""Words and phrases for protocols, brokers, stores and programs in documents."""

from __future__ import annotations

# Words of a pack that rarely mean the technology in labels.
AMBIGUOUS_WORDS = frozenset(
    ("connect", "callback", "json", "openapi", "sse", "stream", "streaming", "rabbit", "confluent", "pub sub", "pubsub")
)

BROKERS = {  # pattern -> products; a pack may override them
    "event-streaming": "kafka, apache kafka, kinesis, event hubs, pulsar, apache pulsar, redpanda, azure event hub, "
                       "event hub, cloud pub sub, google pub sub, google pubsub, cloud pubsub, gcp pubsub",
    "message-queue": "rabbitmq, amqp, sqs, sns, service bus, nats, jetstream, activemq, artemis, ibm mq, jms, celery, "
                     "sidekiq, bullmq, mosquitto, mqtt, zeromq, hivemq, rabbit mq, queue, queues, message queue, mq, "
                     "task queue, job queue, work queue, dlq",
    "": "eventbridge, event bridge, solace, pub sub, pubsub, topic, topics, broker, message broker, event broker, "
        "message bus, event bus, eventbus, messagebus, service bus topic, event stream, messaging, topic exchange, "
        "fanout exchange, direct exchange, event grid",
}
PRODUCT_ALIASES = {"apache kafka": "kafka", "apache pulsar": "pulsar", "azure event hub": "event-hubs",
                   "event hub": "event-hubs", "cloud pub sub": "pubsub", "google pub sub": "pubsub",
                   "google pubsub": "pubsub", "cloud pubsub": "pubsub", "gcp pubsub": "pubsub", "rabbit mq": "rabbitmq",
                   "event bridge": "eventbridge"}
EVENT_WORDS = frozenset(
    ("topic", "topics", "event bus", "eventbus", "event broker", "event stream", "pub sub", "pubsub")
)
GENERIC_BROKERS = frozenset((
    "queue", "queues", "message queue", "mq", "task queue", "job queue", "work queue", "dlq", "topic", "topics",
    "broker", "message broker", "event broker", "message bus", "event bus", "eventbus", "messagebus", "event stream",
    "messaging", "pub sub", "pubsub", "topic exchange", "fanout exchange", "direct exchange", "service bus topic"))
DATABASES = (
    "postgres, postgresql, mysql, mariadb, mongo, mongodb, mongo db, redis, valkey, memcached, memcache, cassandra, "
    "scylladb, dynamodb, dynamo db, elasticsearch, opensearch, clickhouse, click house, sqlite, oracle db, mssql, "
    "sql server, cockroachdb, couchdb, neo4j, s3, bigquery, snowflake, influxdb, timescaledb, timescale, minio, "
    "aurora, rds, firestore, cosmos db, cosmosdb, etcd, dragonfly, tidb, yugabytedb, hbase, duckdb, questdb, ravendb")
GENERIC_DATABASES = (
    "database, databases, db, datastore, data store, data base, cache, object store, object storage, blob storage, "
    "data warehouse, data lake, event store, read model, storage, bucket, schema")
ROLES = {
    "gateway": "gateway, api gateway, apigateway, ingress, load balancer, loadbalancer, proxy, reverse proxy, nginx, "
               "envoy, traefik, haproxy, kong, bff, alb, api management, edge router",
    "external": "internet, third party, thirdparty, external, stripe, paypal, twilio, sendgrid, "
                "mailgun, auth0, okta, adyen, webhook consumers, user, users, customer, actor, end user, "
                "end users, visitor, shopper, buyer",
    "browser": "browser, web browser, spa, single page app, single page application, web client, webclient, angular, "
               "react, reactjs, vue, vuejs, svelte",
    "mobile": "mobile, mobile app, mobile client, ios app, android app, ios, android, react native, react native app",
    "device": "device, devices, sensor, sensors, iot device, iot devices, smart meter, vehicle",
    "job": "job, jobs, cron, cronjob, cron job, scheduler, batch job, batch",
    "service": "service, services, svc, microservice, microservices, worker, workers, processor, handler, backend, "
               "back end, daemon, lambda, cloud function",
    # Programs with unknown owner and runtime.
    "program": "consumer, consumers, producer, producers, exporter, operator, controller, adapter, connector, "
               "publisher, subscriber, listener, manager, api, server, app, application, client, clients, monitor, "
               "migrator, agent, engine, frontend, front end, relay, poller, indexer, module, component, ui, "
               "dashboard, console, sdk",
}
TRAILING_WORDS = frozenset((
    "primary", "replica", "replicas", "master", "slave", "cluster", "server", "node", "nodes", "instance", "layer"))
PROTOCOLS = {  # pattern -> words; words under "" imply no pattern
    "rest": "http, https, rest, restful, rest api, rest call, graphql, graph ql, webhook, webhooks",
    "grpc": "grpc, grpc web, grpcs, protobuf",
    "": "tcp, udp, tls, mtls, ws, wss, websocket, websockets, web socket, web sockets, socket io, rpc, soap, ssh, "
        "sftp, ftp, smtp, stomp, signalr, signal r, json, xml, api, http 2, http 1, server sent events, sse, json rpc, "
        "api call",
}
STORE_PROTOCOLS = "sql, jdbc, odbc, jpa, resp, cql"
MODE_WORDS = {
    "publish": "publish, publishes, published, publishing, produce, produces, produced, emit, emits, emitted, enqueue, "
               "enqueues, enqueued, broadcast, broadcasts, pub",
    "consume": "consume, consumes, consumed, consuming, subscribe, subscribes, subscribed, subscribing, subscription, "
               "dequeue, dequeues, sub, listens, listen, polls, poll, pulls",
    "async": "async, asynchronous, asynchronously, fire and forget, webhook, webhooks, event driven",
    "sync": "sync, synchronous, synchronously, blocking, request response, request reply",
    "asks": "fetch, fetches, fetching, query, querying, lookup, lookups, look up, looks up",
}
PULL_WORDS = frozenset((  # first word of a label towards a broker that marks a consumer
    "fetch", "fetches", "get", "gets", "request", "requests", "pull", "poll", "read", "reads", "receive", "receives",
    "take", "takes", "claim", "listen", "watch", "watches"))
ACK_WORDS = frozenset(("ack", "nack", "acks", "acknowledge", "acknowledges", "acknowledgement", "acknowledgment"))
REPLY_WORDS = frozenset((
    "response", "responses", "reply", "replies", "respond", "responds", "returns", "return", "result", "results"))
