# Prints the ConfigMap `identity`: who signs the tokens of users, and who those of the apps, with their public keys. Run it
# again when one of the keys changes; running pods notice within two minutes.
#   sh k8s/components/identity/config-map.sh USERS_JWKS_FILE [OPTIONS OF KUBECTL] | kubectl --namespace slipway apply --filename -
# USERS_ISSUER is another issuer than that of `npm run token`.
set -eu
users=$1
shift
cluster=$(mktemp)
trap 'rm "$cluster"' EXIT

kubectl "$@" get --raw /openid/v1/jwks > "$cluster"
# The issuer is a URL of the cluster's own choice, such as https://kubernetes.default.svc.cluster.local.
issuer=$(kubectl "$@" get --raw /.well-known/openid-configuration | sed 's/.*"issuer": *"\([^"]*\)".*/\1/')
kubectl create configmap identity --dry-run=client --output yaml \
  --from-literal "users-issuer=${USERS_ISSUER:-https://slipway.example/users}" \
  --from-literal "callers-issuer=$issuer" \
  --from-file "users.jwks.json=$users" \
  --from-file "callers.jwks.json=$cluster"
