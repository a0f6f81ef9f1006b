# All images in one call: docker buildx bake --file docker/bake.hcl
# `npm run images` calls it with the version, commit and date of the checkout.

variable "REGISTRY" {
  description = "where images are pushed to and pulled from"
  default     = "localhost:5000/slipway"
}
variable "VERSION" {
  default = "dev"
}
variable "REVISION" {
  default = ""
}
variable "SOURCE_URL" {
  default = ""
}
# Seconds since the epoch, of the commit; for the label.
variable "SOURCE_DATE_EPOCH" {
  default = "0"
}

group "default" {
  targets = ["gateway", "catalog", "orders"]
}

# Provenance and SBOM become part of what is pushed; `npm run images` leaves out what the builder cannot do.
target "image" {
  name       = app
  matrix     = { app = ["gateway", "catalog", "orders"] }
  context    = "."
  dockerfile = "apps/${app}/Dockerfile"
  target     = "production"
  platforms  = ["linux/amd64", "linux/arm64"]
  # Two builds of one commit are the same to the last byte with rewrite-timestamp, which only ever makes a date
  # earlier. Files in a cache or a working tree may be older than the commit, so the date for them is 1970.
  args = { SOURCE_DATE_EPOCH = "0" }
  tags = concat(
    ["${REGISTRY}/${app}:${VERSION}"],
    # Only a commit gives a tag: what is made of uncommitted changes has a REVISION that ends with -dirty.
    length(regexall("^[0-9a-f]+$", REVISION)) == 0 ? [] : ["${REGISTRY}/${app}:${substr(REVISION, 0, 12)}"],
  )
  labels = {
    "org.opencontainers.image.title"    = "slipway ${app}"
    "org.opencontainers.image.licenses" = "MIT"
    "org.opencontainers.image.source"   = SOURCE_URL
    "org.opencontainers.image.revision" = REVISION
    "org.opencontainers.image.version"  = VERSION
    "org.opencontainers.image.created"  = timeadd("1970-01-01T00:00:00Z", "${SOURCE_DATE_EPOCH}s")
  }
}
