#!/usr/bin/env bash
# Tests of the launcher, each in a copy of the project where Maven is a stand-in that puts a small program in Sallyport's place.
set -uo pipefail
root=$(cd -P "$(dirname "$0")/../../.." && pwd)
# shellcheck source=config/jdk.sh
. "$root/config/jdk.sh"
find_jdk
work=$(mktemp -d)
trap 'trained; rm -rf "$work"' EXIT
passed=0 failed=0

# trained: waits until no copy makes a cache any more.
trained() {
  local i
  for ((i = 0; i < 3000; i++)); do # at most five minutes
    compgen -G "$work/*/target/dist/*.lock" >/dev/null || return 0
    sleep 0.1
  done
  return 1
}

mkdir -p "$work/program/dev/sallyport" "$work/classes"
cat >"$work/program/dev/sallyport/Main.java" <<'END'
package dev.sallyport;

public class Main {
    public static void main(String[] arguments) throws Exception {
        System.out.println("sallyport " + String.join(" ", arguments));
        int at = java.util.List.of(arguments).indexOf("--ready-file");
        if (at >= 0) { // a gateway in training
            java.nio.file.Path ready = java.nio.file.Path.of(arguments[at + 1]);
            java.nio.file.Files.writeString(ready, "{\"endpoint\":\"http://x\",\"tokenFile\":\"" + ready + "\"}");
            Thread.sleep(Long.parseLong(System.getenv().getOrDefault("TRAINING_MILLIS", "1000")));
        }
    }
}
END
"$JAVA_HOME/bin/javac" -d "$work/classes" "$work/program/dev/sallyport/Main.java"
"$JAVA_HOME/bin/jar" --create --file "$work/sallyport.jar" -C "$work/classes" .

# prepare NAME: a fresh copy in $copy, with $copy/bin first in the search path.
prepare() {
  copy=$work/$1
  mkdir -p "$copy/bin" "$copy/config" "$copy/src/main" "$copy/elsewhere"
  cp "$root/sallyport" "$copy/"
  cp "$root/config/jdk.sh" "$copy/config/"
  touch "$copy/pom.xml" "$copy/src/main/A.java"
  cat >"$copy/bin/mvn" <<END
#!/bin/sh
echo built >>"$copy/builds"
echo "JAVA_HOME=\$JAVA_HOME"
sleep 1
mkdir -p "$copy/target/dist/lib"
cp "$work/sallyport.jar" "$copy/target/dist/lib/"
END
  chmod +x "$copy/bin/mvn"
}

# launch ARGS: the launcher of the copy from another folder; output in $copy/out and $copy/err, exit code in $code.
launch() {
  (cd "$copy/elsewhere" && PATH=$copy/bin:$PATH "$copy/sallyport" "$@") >"$copy/out" 2>"$copy/err" </dev/null
  code=$?
}
cache() { echo "$copy"/target/dist/*.aot; }
builds() { wc -l <"$copy/builds" 2>/dev/null || echo 0; }
expect() { # TEXT CONDITION…
  local text=$1
  shift
  "$@" || { echo "    not so: $text"; good=; }
}
test_case() { # NAME
  local text=${1#case_}
  text=${text//_/ }
  good=yes
  prepare "$1"
  "$1"
  if [ -n "$good" ]; then
    passed=$((passed + 1))
    echo "pass  $text"
  else
    failed=$((failed + 1))
    echo "FAIL  $text"
    sed 's/^/    | /' "$copy/out" "$copy/err"
  fi
}

case_says_what_is_missing_in_json_where_json_is_asked_for() {
  printf '#!/bin/sh\necho "[ERROR] a \\"quoted\\" line"\nexit 1\n' >"$copy/bin/mvn"
  launch version --json
  expect 'it ends with 3' [ "$code" = 3 ]
  expect 'one line is told' [ "$(wc -l <"$copy/err")" -eq 1 ]
  expect 'it is JSON' grep -qE '^\{"error":"launcher","message":".*\\"quoted\\".*","code":3\}$' "$copy/err"
}

case_builds_once_and_keeps_standard_output_clean() {
  launch version
  expect 'it succeeds' [ "$code" = 0 ]
  expect 'one line on standard output' [ "$(wc -l <"$copy/out")" -eq 1 ]
  expect 'progress is told on standard error' grep -q building "$copy/err"
  expect 'Maven runs with the JDK that was found' grep -q "^JAVA_HOME=$JAVA_HOME$" "$copy/target/build.log"
  expect 'the training ends' trained
  expect 'a cache for quick starts is made' [ -s "$(cache)" ]
  launch version
  expect 'it builds once' [ "$(builds)" -eq 1 ]
  expect 'the second start has nothing to say' [ ! -s "$copy/err" ]
}

case_words_in_chinese_arrive_in_every_locale() {
  launch version
  local locale
  for locale in LC_ALL=C LC_ALL=POSIX LC_CTYPE=C LANG=C LANG= LC_ALL=C.UTF-8; do
    (cd "$copy/elsewhere" && PATH=$copy/bin:$PATH env -u LC_ALL -u LC_CTYPE -u LANG "$locale" "$copy/sallyport" audit 張三) >"$copy/out" 2>"$copy/err"
    expect "with $locale" grep -qx 'sallyport audit 張三' "$copy/out"
  done
}

case_builds_again_after_a_change_and_after_a_removal() {
  launch version
  sleep 1
  touch "$copy/src/main/A.java"
  launch version
  expect 'a newer source is built' [ "$(builds)" -eq 2 ]
  rm "$copy/src/main/A.java"
  launch version
  expect 'a removed source is built' [ "$(builds)" -eq 3 ]
}

case_takes_a_jar_that_was_built_by_hand() {
  launch version
  trained
  sleep 1
  touch "$copy/target/dist/lib/sallyport.jar" "$copy/before"
  launch version
  expect 'it is not built again' [ "$(builds)" -eq 1 ]
  trained
  expect 'its starts become quick' [ "$(cache)" -nt "$copy/before" ]
  touch "$copy/after"
  launch version
  trained
  expect 'once' [ ! "$(cache)" -nt "$copy/after" ]
}

case_nobody_waits_for_the_training() {
  launch version
  trained
  rm "$copy"/target/dist/*.aot*
  local text
  text=$(cd "$copy/elsewhere" && TRAINING_MILLIS=5000 PATH=$copy/bin:$PATH "$copy/sallyport" version 2>"$copy/err")
  expect 'it answers' [ "$text" = 'sallyport version' ]
  expect 'the training is still under way, and holds no pipe' compgen -G "$copy/target/dist/*.aot.lock" >/dev/null
  expect 'nothing is said' [ ! -s "$copy/err" ]
  launch version
  expect 'it ends' trained
  # two gateways for each of two trainings
  expect 'a second start began no training of its own' [ "$(grep -c ready-file "$copy/target/build.log")" -eq 4 ]
  expect 'with a cache' [ -s "$(cache)" ]
}

case_another_jdk_has_a_cache_of_its_own() {
  launch version
  trained
  mkdir -p "$copy/jdk"
  cp -R "$JAVA_HOME/bin" "$copy/jdk/"
  ln -s "$JAVA_HOME"/lib "$JAVA_HOME"/conf "$copy/jdk/"
  sed 's/^JAVA_RUNTIME_VERSION=.*/JAVA_RUNTIME_VERSION="25.0.99+1"/' "$JAVA_HOME/release" >"$copy/jdk/release"
  (JAVA_HOME=$copy/jdk && launch version)
  expect 'the second trains too' trained
  expect 'both are there' [ "$(compgen -G "$copy/target/dist/*.aot" | wc -l)" -eq 2 ]
}

case_starts_where_nothing_can_be_written() {
  launch version
  trained
  rm -f "$copy"/target/dist/*.aot*
  touch "$copy/src/main/A.java" # newer than the jar
  chmod -R a+rX,a-w "$copy" && chmod a+x "$work"
  # root may write everywhere
  local as=()
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  (cd / && PATH=$copy/bin:$PATH "${as[@]}" "$copy/sallyport" version) >"$work/out" 2>"$work/err" </dev/null
  code=$?
  chmod -R u+w "$copy"
  cp "$work/out" "$work/err" "$copy/"
  expect 'it succeeds' [ "$code" = 0 ]
  expect 'nothing is said' [ ! -s "$copy/err" ]
  expect 'no build is tried' [ "$(builds)" -eq 1 ]
}

case_two_starts_at_once_build_once() {
  launch version &
  launch version
  wait
  expect 'one build' [ "$(builds)" -eq 1 ]
}

case_two_starts_at_once_build_once_without_flock() {
  local tool
  mkdir "$copy/tools"
  for tool in bash sh env dirname basename readlink find head grep mkdir rmdir rm mv touch sleep cat mktemp chmod cp wc sed renice; do
    ln -s "$(command -v $tool)" "$copy/tools/$tool"
  done
  bare() { (PATH=$copy/bin:$copy/tools "$copy/sallyport" version >>"$copy/out" 2>>"$copy/err" </dev/null); }
  bare &
  bare
  wait
  expect 'both answer' [ "$(grep -c '^sallyport' "$copy/out")" -eq 2 ]
  expect 'one build' [ "$(builds)" -eq 1 ]
  expect 'the lock is gone' [ ! -e "$copy/target/.lock.d" ]
}

case_starts_through_links() {
  mkdir "$copy/links"
  ln -s ../sallyport "$copy/links/one"
  ln -s "$copy/links/one" "$copy/links/two"
  PATH=$copy/bin:$PATH "$copy/links/two" version >"$copy/out" 2>"$copy/err" </dev/null
  expect 'it finds its folder' grep -q '^sallyport ' "$copy/out"
}

case_says_how_to_get_a_jdk() {
  mkdir "$copy/tools"
  for tool in bash env dirname basename readlink cat; do ln -s "$(command -v $tool)" "$copy/tools/$tool"; done
  (JAVA_HOME='' SALLYPORT_JDK_FOLDERS=$copy/none PATH=$copy/tools "$copy/sallyport" version) >"$copy/out" 2>"$copy/err"
  code=$?
  expect 'exit code 3' [ "$code" = 3 ]
  expect 'the command that mends it' grep -q 'apt-get install openjdk-25-jdk' "$copy/err"
}

case_says_how_to_get_maven() {
  local tool
  mkdir "$copy/tools"
  for tool in bash env dirname basename readlink find head mkdir rm cat flock touch; do ln -s "$(command -v $tool)" "$copy/tools/$tool"; done
  (PATH=$copy/tools "$copy/sallyport" version) >"$copy/out" 2>"$copy/err"
  code=$?
  expect 'exit code 3' [ "$code" = 3 ]
  expect 'the command that mends it' grep -q 'apt-get install maven' "$copy/err"
}

case_a_failed_build_names_its_log_and_is_tried_again() {
  mv "$copy/bin/mvn" "$copy/mvn-good"
  printf '#!/bin/sh\necho "[ERROR] planted"\nexit 1\n' >"$copy/bin/mvn"
  chmod +x "$copy/bin/mvn"
  launch version
  expect 'exit code 3' [ "$code" = 3 ]
  expect 'the log is named' grep -q "$copy/target/build.log" "$copy/err"
  expect 'the error is shown' grep -q planted "$copy/err"
  mv "$copy/mvn-good" "$copy/bin/mvn"
  launch version
  expect 'the next start builds' [ "$code" = 0 ]
}

case_a_stale_or_broken_cache_is_left_unused_in_silence() {
  local broken
  launch version
  trained
  cp "$(cache)" "$copy/whole"
  # no cache, one that was cut off, and one of another jar
  for broken in words half other; do
    case $broken in
      words) echo broken >"$(cache)" ;;
      half) head -c 3000000 "$copy/whole" >"$(cache)" ;;
      other)
        cp "$copy/whole" "$(cache)"
        echo >>"$copy/target/dist/lib/sallyport.jar"
        touch "$copy"/target/dist/*.tried
        ;;
    esac
    launch version
    expect "it succeeds: $broken" [ "$code" = 0 ]
    expect "nothing is said: $broken" [ ! -s "$copy/err" ]
    expect "one line on standard output: $broken" [ "$(wc -l <"$copy/out")" -eq 1 ]
  done
}

case_a_signal_reaches_the_gateway() {
  local i pid
  "$root/sallyport" run --home "$copy/home" --listen 127.0.0.1:0 --ready-file "$copy/ready" \
    >"$copy/out" 2>"$copy/err" </dev/null &
  pid=$!
  for ((i = 0; i < 1200; i++)); do [ ! -s "$copy/ready" ] || break; sleep 0.1; done
  expect 'the process is the one that was started' grep -q "\"pid\":$pid}" "$copy/ready"
  kill -TERM "$pid"
  wait "$pid"
  code=$?
  expect 'SIGTERM ends it with 0' [ "$code" = 0 ]
}

# Only root can be another user too; else what is private by its mode is looked at alone.
case_another_user_neither_reads_the_home_nor_approves() {
  local i pid file other home=$work/home
  cp -r "$root/target/dist/lib" "$copy/lib"
  chmod -R a+rX "$work"
  "$root/sallyport" run --home "$home" --listen 127.0.0.1:0 --ready-file "$copy/ready" \
    >"$copy/out" 2>"$copy/err" </dev/null &
  pid=$!
  for ((i = 0; i < 1200; i++)); do [ ! -s "$copy/ready" ] || break; sleep 0.1; done
  expect 'nobody else may open anything of it' \
    [ -z "$(find "$home" -perm /077 -not -name '*.lck' -not -name '*.lock')" ]
  expect 'its owner may decide' "$root/sallyport" approvals list --home "$home" >/dev/null
  if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    other='setpriv --reuid=65534 --regid=65534 --clear-groups'
    for file in token keyset store.db; do
      $other cat "$home/$file" >/dev/null 2>&1
      expect "nobody reads $file" [ $? = 1 ]
    done
    $other "$JAVA_HOME/bin/java" -cp "$copy/lib/*" dev.sallyport.Main approvals list --home "$home" >"$copy/out" 2>"$copy/err"
    code=$?
    expect 'nobody sees what waits' [ "$code" = 2 ]
    expect 'and is told why' grep -q 'that this user may not open' "$copy/err"
  fi
  kill -TERM "$pid"
  wait "$pid"
}

for name in $(declare -F | awk '{ print $3 }'); do
  case $name in
    case_*) test_case "$name" ;;
  esac
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
