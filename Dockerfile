# One image for the four services and the command line; compose says which one runs.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/tocsin
WORKDIR /src
# The locked packages change rarely and are a layer of their own. Wheels only: nothing
# is compiled, and nothing unlocked is fetched to build with.
COPY requirements/base.txt requirements/base.txt
RUN /opt/tocsin/bin/pip install --require-hashes --only-binary :all: \
      --requirement requirements/base.txt
# Node fetches the locked style sheets and scripts, and stays behind in this stage.
COPY requirements/node.txt requirements/node.txt
COPY assets assets
RUN python -m venv /opt/node \
    && /opt/node/bin/pip install --require-hashes --only-binary :all: \
         --requirement requirements/node.txt \
    && PATH=/opt/node/bin:$PATH npm --prefix assets ci --omit=dev --no-audit --no-fund
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY services services
COPY tocsin tocsin
RUN /opt/tocsin/bin/python -m tocsin.web.pages.building \
    && /opt/tocsin/bin/pip install --no-deps --no-build-isolation . \
    && /opt/tocsin/bin/pip uninstall --yes hatchling editables pip

FROM python:3.11.14-slim-bookworm
# The first account of most hosts, and the one of the Elasticsearch image: the files of
# secrets can belong to it alone and be read by all containers that need them.
RUN groupadd --gid 1000 tocsin \
    && useradd --uid 1000 --gid tocsin --no-create-home --shell /usr/sbin/nologin tocsin \
    && install --directory --owner=tocsin --group=tocsin --mode=0700 \
         /var/lib/tocsin /var/lib/tocsin/files /var/lib/tocsin/spool \
         /var/lib/tocsin/exports /var/lib/tocsin/erasures
COPY --from=build /opt/tocsin /opt/tocsin
ENV PATH=/opt/tocsin/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER tocsin
WORKDIR /var/lib/tocsin
CMD ["tocsin", "--help"]
