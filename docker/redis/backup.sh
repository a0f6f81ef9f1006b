# Writes an archive of what Redis holds to standard output, while it is in use. Read by the sh of Redis' container.
#
# The log is several files, which their manifest names. Where Redis has rewritten it meanwhile, the manifest is
# another one, and the copy is made again; what was being written at its end is cut off by Redis when it starts
# (aof-load-truncated). https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
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
