# One image for every production role (see compose.yaml): the web server, workers and the timetable.
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS dependencies
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt

FROM python:${PYTHON}-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/hotcrm \
    BIND=0.0.0.0:8000
RUN useradd --system --home-dir /var/lib/hotcrm --create-home hotcrm
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /srv/hotcrm
COPY . .
# Translations and static files are part of the image; who runs it can write in /var/lib/hotcrm alone.
# The key is one for this step: it is made in a folder that this step throws away.
RUN VAR_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
    && mv /tmp/build/static /srv/static \
    && rm -rf /tmp/build
ENV STATIC_ROOT=/srv/static
USER hotcrm
VOLUME /var/lib/hotcrm
EXPOSE 8000
CMD ["gunicorn", "-c", "python:hotcrm.gunicorn", "hotcrm.wsgi"]
