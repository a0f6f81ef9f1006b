# All images in one call. `npm run images` calls it with the version, commit and date of the checkout, and the names of
# the apps.
variable "APPS" {
  description = "names of the folders of apps/, with commas between them"
}

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
# Other base images than those of the Dockerfiles, such as the same ones from your own registry.
variable "BUILD_IMAGE" {
  default = ""
}
variable "RUN_IMAGE" {
  default = ""
}
# Seconds since the epoch, of the commit; for the label.
variable "SOURCE_DATE_EPOCH" {
  default = "0"
}

group "default" {
  targets = ["image"]
}

# `npm run images -- --push` adds provenance and an SBOM, where the builder supports them.
target "image" {
  name       = app
  matrix     = { app = split(",", APPS) }
  context    = "."
  dockerfile = "apps/${app}/Dockerfile"
  target     = "production"
  platforms  = ["linux/amd64", "linux/arm64"]
  # With rewrite-timestamp, two builds of one commit are identical. It only makes dates earlier, and files in a cache
  # or a working tree may be older than the commit: so all of them get the date 1970.
  args = {
    SOURCE_DATE_EPOCH = "0"
    BUILD_IMAGE       = BUILD_IMAGE == "" ? null : BUILD_IMAGE
    RUN_IMAGE         = RUN_IMAGE == "" ? null : RUN_IMAGE
  }
  tags = concat(
    ["${REGISTRY}/${app}:${VERSION}"],
    # Only a commit is a tag: with uncommitted changes REVISION ends with -dirty.
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
