# Finds a JDK 25 and exports JAVA_HOME. Sourced.

readonly LVS_JDK=25

# Prints the feature version of the JDK in directory $1, nothing when it is none.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Where distributions, version managers and people put JDKs.
jdk_candidates() {
  [ -z "${JAVA_HOME-}" ] || printf '%s\n' "$JAVA_HOME"
  local javac
  javac=$(command -v javac || true)
  [ -z "$javac" ] || dirname "$(dirname "$(readlink -f "$javac")")"
  printf '%s\n' /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /opt/*jdk*/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.jabba/jdk/* "$HOME"/.jenv/versions/* \
    /nix/var/nix/profiles/default
}

find_jdk() {
  local home
  while IFS= read -r home; do
    if [ "$(jdk_version "$home")" = "$LVS_JDK" ]; then
      export JAVA_HOME=$home
      return 0
    fi
  done < <(jdk_candidates)
  die "no JDK $LVS_JDK found (looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt and the version managers)." \
    "Install one, for example Temurin $LVS_JDK, or set JAVA_HOME to it."
}
