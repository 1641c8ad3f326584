# Finds a JDK 25 or later; sourced by sallyport and check. Sets JAVA_HOME, or returns 1.
# Later versions are accepted: the classes are Java 25's, and a JDK runs those of its forerunners.

# java_feature HOME: the feature version of the JDK in HOME, or nothing where there is none.
java_feature() {
  local line version
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        version=${line#JAVA_VERSION=}
        version=${version//\"/}
        printf '%s' "${version%%[!0-9]*}"
        return
        ;;
    esac
  done <"$1/release"
}

# java_build HOME: which build of a JDK is in HOME, as a part of a file name.
java_build() {
  local line build=''
  while IFS= read -r line; do
    case $line in
      IMPLEMENTOR_VERSION=* | JAVA_RUNTIME_VERSION=*) build=$build-${line#*=} ;;
    esac
  done <"$1/release"
  build=${build//[!A-Za-z0-9.+-]/}
  printf '%s' "${build#-}"
}

# follow PATH: the file that PATH is after all symbolic links, where the last part may be one.
follow() {
  local path=$1 target
  while [ -L "$path" ]; do
    target=$(readlink "$path")
    case $target in
      /*) path=$target ;;
      *) path=$(dirname "$path")/$target ;;
    esac
  done
  printf '%s' "$(cd -P "$(dirname "$path")" && pwd)/$(basename "$path")"
}

# find_jdk: JAVA_HOME, then PATH, then the usual folders; there a 25 is preferred.
find_jdk() {
  local candidate feature later='' found
  if [ -n "${JAVA_HOME:-}" ] && [ "0$(java_feature "$JAVA_HOME")" -ge 25 ]; then
    export JAVA_HOME
    return
  fi
  if found=$(command -v javac); then
    candidate=$(dirname "$(dirname "$(follow "$found")")")
    if [ "0$(java_feature "$candidate")" -ge 25 ]; then
      export JAVA_HOME=$candidate
      return
    fi
  fi
  for candidate in ${SALLYPORT_JDK_FOLDERS:-/usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /Library/Java/JavaVirtualMachines/*/Contents/Home}; do
    feature=$(java_feature "$candidate")
    if [ "0$feature" -eq 25 ]; then
      export JAVA_HOME=$candidate
      return
    fi
    [ "0$feature" -le 25 ] || later=$candidate
  done
  [ -n "$later" ] && export JAVA_HOME=$later
}

# how_to_get_jdk: what to do where there is none.
how_to_get_jdk() {
  cat <<'END'
  Debian, Ubuntu:  sudo apt-get install openjdk-25-jdk-headless   (or temurin-25-jdk)
  Fedora:          sudo dnf install java-25-openjdk-devel
  macOS:           brew install openjdk@25
  any (SDKMAN):    sdk install java 25-tem
  or unpack any JDK 25 and set JAVA_HOME to its folder
END
}
