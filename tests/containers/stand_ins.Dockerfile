# PostgreSQL and an S3 store that heed the variables of the images that compose.yaml names: for tests only.
ARG BASE
FROM ${BASE} AS packages
RUN mkdir -p /etc/postgresql-common \
    && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf \
    && apt-get update -qq \
    && apt-get install --yes --quiet --no-install-recommends postgresql busybox \
    && ln -s /bin/busybox /usr/local/bin/wget \
    && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin \
    && install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data

FROM packages AS database
COPY database.sh /
USER postgres
ENTRYPOINT ["sh", "/database.sh"]

FROM packages AS store
COPY versitygw /usr/local/bin
ENTRYPOINT ["versitygw"]
