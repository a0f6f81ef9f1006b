# Makes a certificate for each service that others call, and the certificate authority (CA) that signs them: for Compose
# (docker/compose.tls.yaml) and Kubernetes (k8s/components/tls). Where you have a CA already, use that.
#   sh docker/tls/make-certificates.sh [FOLDER]
# Run it again before 90 days have passed: it keeps the CA, and running processes take the new certificates by themselves.
set -eu
folder=${1:-docker/tls/own}
services=$(ls "$(dirname "$0")/../../apps" | grep -vx gateway)
new_key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes' # -nodes: without a passphrase

umask 077 # nobody else on this machine may read the folder
mkdir -p "$folder"
chmod 700 "$folder" # also where it was there with more rights
cd "$folder"
[ -f ca.crt ] || openssl req -x509 $new_key -days 3650 -subj '/CN=Slipway CA' -keyout ca.key -out ca.crt

for service in $services; do
  mkdir -p "$service"
  # Callers compare the name in subjectAltName with the host of their URL: https://SERVICE:PORT.
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$service" > "$service/extensions"
  openssl req $new_key -subj "/CN=$service" -keyout "$service/tls.key" -out "$service/request"
  openssl x509 -req -in "$service/request" -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 \
    -extfile "$service/extensions" -out "$service/tls.crt"
  cp ca.crt "$service/ca.crt" # as in the Secrets that cert-manager makes
  rm "$service/request" "$service/extensions"
done
# The folder keeps others out. These files are mounted into containers, whose user is none of this machine's; the key of the
# CA is not.
chmod 644 ca.crt */*
