#!/usr/bin/env bash
# Compares tools/node-checksums.json with the releases of the Node.js project: their checksums are signed with the keys
# of its releasers, and the archives contain the programs. Run it after changing the version of Node; CI does.
set -euo pipefail

checksums=$(realpath "$(dirname "$0")/node-checksums.json")
version=$(jq -r .version "$checksums")
release=${NODE_RELEASES:-https://nodejs.org/dist}/v$version
keyring=${NODE_KEYRING:-https://github.com/nodejs/release-keys/raw/HEAD/gpg/pubring.kbx}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
get() { curl --fail --silent --show-error --location --output "$1" "$2"; }

get keyring.kbx "$keyring"
get SHASUMS256.txt.asc "$release/SHASUMS256.txt.asc"
gpgv --keyring ./keyring.kbx --output SHASUMS256.txt SHASUMS256.txt.asc

status=0
while read -r platform committed; do
  case $platform in
    win-*) file=$platform/node.exe ;;
    *) file=node-v$version-$platform.tar.xz ;;
  esac
  get download "$release/$file"
  # Two spaces, as sha256sum writes it. A file that is not in the list fails here.
  grep --fixed-strings --line-regexp "$(sha256sum < download | cut -d ' ' -f 1)  $file" SHASUMS256.txt > signed
  case $platform in
    win-*) released=$(sha256sum < download) ;;
    *) released=$(tar --extract --xz --to-stdout --file download "node-v$version-$platform/bin/node" | sha256sum) ;;
  esac
  if [ "${released%% *}" = "$committed" ]; then
    echo "$platform: the checksum is that of Node $version"
  else
    echo "$platform: the checksum is $committed, that of Node $version is ${released%% *}" >&2
    status=1
  fi
done < <(jq -r '.sha256 | to_entries[] | "\(.key) \(.value)"' "$checksums")
exit "$status"
