# One image for every role; the command says which: intake, web, worker, background,
# migrate, or up for all.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements/run.lock requirements/build.lock requirements/
RUN python -m venv /opt/syncaty \
    && /opt/syncaty/bin/pip install --no-cache-dir --require-hashes \
        -r requirements/run.lock -r requirements/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY syncaty syncaty
RUN /opt/syncaty/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
# tini is process 1: it passes signals on and buries what the embedded PostgreSQL leaves behind.
RUN apt-get update && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 syncaty \
    && install -d -o syncaty -g syncaty /data
COPY --from=build /opt/syncaty /opt/syncaty
ENV PATH=/opt/syncaty/bin:$PATH SYNCATY_DATA_DIR=/data SYNCATY_LOG_FORMAT=json
USER syncaty
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["tini", "--", "syncaty"]
CMD ["up", "--host", "0.0.0.0"]
