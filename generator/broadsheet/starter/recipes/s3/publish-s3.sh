#!/bin/sh
# Copies one edition to S3-compatible storage, with rclone 1.60 or newer.
#
#   publish-s3.sh site/public site:docs-example-com
#
# Where the storage is, rclone reads from its configuration or from the environment, which suits CI:
#
#   RCLONE_CONFIG_SITE_TYPE=s3          RCLONE_CONFIG_SITE_PROVIDER=AWS (or Other, with …_ENDPOINT)
#   RCLONE_CONFIG_SITE_REGION=…         RCLONE_CONFIG_SITE_ENV_AUTH=true (or …_ACCESS_KEY_ID and …_SECRET_ACCESS_KEY)
#
# Pages come after what they show, and what they no longer show goes last. Only what has other bytes is sent.
set -eu

edition=${1:?which edition? for instance site/public}
target=${2:?where to? for instance site:docs-example-com}
if [ ! -f "$edition/index.html" ] || [ -e "$edition/.broadsheet" ]; then
  echo "$edition is not the folder of one edition" >&2
  exit 2
fi

# The bucket is there already: nothing has to look for it, or could make it.
export RCLONE_S3_NO_CHECK_BUCKET="${RCLONE_S3_NO_CHECK_BUCKET:-true}"

# Names with a digest of what is in them.
hashed='/{{assets/(javascripts|stylesheets)/.*\.[0-9a-f]{8}\.min\.(js|css)|pagefind/.*\.pf_[a-z]+}}'

copy() { # copy CACHE-CONTROL OPTION…
  cache=$1
  shift
  rclone copy --checksum --fast-list --header-upload "Cache-Control: $cache" "$@" "$edition" "$target"
}

copy 'public, max-age=31536000, immutable' --include "$hashed"
copy no-cache --filter "- $hashed" --filter '- *.{html,md,txt,atom,rss,opml,xml,json}'
for kind in 'md text/markdown; charset=utf-8' 'txt text/plain; charset=utf-8' 'opml text/x-opml; charset=utf-8' \
  'atom application/atom+xml' 'rss application/rss+xml'; do
  copy no-cache --include "*.${kind%% *}" --header-upload "Content-Type: ${kind#* }"
done
copy no-cache --include '*.{json,xml,html}'
rclone sync --checksum --fast-list --delete-after --header-upload 'Cache-Control: no-cache' "$edition" "$target"
