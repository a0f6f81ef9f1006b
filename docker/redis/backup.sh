# Writes an archive of Redis' data to standard output, while Redis is in use. The shell of its container runs it.
#
# The log consists of several files, which a manifest names. If Redis rewrites it during the copy, the manifest changes
# and the copy is repeated. An incomplete entry at the end is truncated by Redis at startup (aof-load-truncated).
# https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
set -eu
cd /data
manifest() { cat appendonlydir/*.manifest; }

for _ in 1 2 3 4 5; do
  rm -rf backup
  mkdir backup
  before=$(manifest)
  if cp -R appendonlydir backup/ && [ "$(manifest)" = "$before" ]; then
    tar --create --directory backup appendonlydir
    rm -r backup
    exit
  fi
done
rm -rf backup
echo 'Redis rewrote its log each time it was copied, or the volume is full. Nothing was saved.' >&2
exit 1
