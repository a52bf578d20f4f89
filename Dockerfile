# nianbao in a container: `docker compose up -d` runs the nights and the pages (compose.yaml).
FROM python:3.13-slim-bookworm

# LibreOffice reads DOC, WPS, ODT and RTF, with fonts for the Chinese in them; bsdtar opens RAR and 7z.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk libarchive-tools tini \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/nianbao
RUN pip install --no-cache-dir uv==0.13.8
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --extra ocr --extra parquet --no-install-project
COPY . .
RUN uv sync --frozen --no-dev --extra ocr --extra parquet

# The archive, its captures and nianbao.toml lie in /data; nothing else is written.
RUN useradd --system --uid 10001 --create-home nianbao && mkdir /data && chown nianbao /data
ENV PATH=/opt/nianbao/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER nianbao
WORKDIR /data
VOLUME /data
EXPOSE 8001
ENTRYPOINT ["tini", "--", "nianbao"]
CMD ["schedule", "--foreground"]
