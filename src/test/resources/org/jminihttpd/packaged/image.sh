#!/bin/bash
# Builds deploy/docker/Dockerfile on images made of this machine's own files, runs it as a container would, and prints what
# clients see, each line with a name (see ImageIT). Arguments: an empty directory on a real disk, and a JDK 25. It runs in a mount
# namespace of its own.
set -u
work=$1
jdk=$(realpath "$2")

say() { printf '%s: %s\n' "$1" "$(cat)"; }
buildah() { command buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"; }

# A base with a shell, coreutils and openssl, and the same with the JDK
base=$work/base
mkdir -p "$base"/{bin,etc/ssl,lib,lib64,proc,dev,tmp,usr/lib,usr/bin,usr/lib/ssl}
programs=$(command -v sh cat chown cksum cp env expr grep id ls mkdir mktemp mv readlink rm sed sleep stat touch uname \
  dirname openssl)
for program in $programs; do
  cp -L "$program" "$base/bin/"
  ldd "$program" | grep -o '/[^ ]*' >>"$work/libraries"
done
find "$jdk/lib" -name '*.so' -exec ldd {} + 2>/dev/null | grep -o '=> /[^ ]*' | cut -c4- | grep -v "^$jdk" >>"$work/libraries"
sort -u "$work/libraries" | xargs cp -L --parents -t "$base" 2>/dev/null
cp -L --parents "$(realpath "$jdk/lib/security/cacerts")" "$base"
cp /etc/ssl/openssl.cnf "$base/usr/lib/ssl/"
printf 'FROM scratch\nCOPY base /\n' >"$work/Base"
printf 'FROM base\nCOPY %s /opt/jdk/\nENV PATH=/opt/jdk/bin:/bin\n' "$(basename "$jdk")" >"$work/Jdk"
{
  buildah build --isolation chroot --tag base --file "$work/Base" "$work" &&
    buildah build --isolation chroot --tag jdk --file "$work/Jdk" "$(dirname "$jdk")" &&
    buildah build --isolation chroot --format docker --build-arg JDK_IMAGE=jdk --build-arg BASE_IMAGE=base \
      --tag jminihttpd --file deploy/docker/Dockerfile .
} >"$work/build" 2>&1 || {
  cat "$work/build"
  exit 1
}
rm -rf "$base"

buildah inspect --type image --format '{{.Docker.Config.User}} {{.Docker.Config.StopSignal}} {{.Docker.Config.ExposedPorts}}' \
  jminihttpd | say "user, signal, ports"
buildah inspect --type image --format '{{.Docker.Config.Healthcheck.Test}}' jminihttpd | say "health check"

# As a container: another user, nothing to write to, a network of its own
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 1))' # lo up
root=$(buildah mount "$(buildah from jminihttpd)")
[ -n "$root" ] || exit 1
mount --bind "$root" "$root"
mount -o remount,ro,bind "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mapfile -t environment < <(buildah inspect --type image --format '{{range .Docker.Config.Env}}{{println .}}{{end}}' jminihttpd |
  grep =)
contained() { exec env -i PATH=/bin "${environment[@]}" /usr/sbin/chroot --userspec=10001:10001 "$root" "$@"; }
(contained /usr/share/jminihttpd/launch >"$work/log" 2>&1) &
server=$!
for _ in $(seq 600); do
  grep -q Listening "$work/log" && break
  sleep 0.1
done
curl -sS http://localhost:8080/ | grep -o 'It works' | say "page"
(contained /usr/share/jminihttpd/launch --health) | say "health"
pid=$(pgrep -f -n "/opt/java/bin/java.*jminihttpd.jar" -P "$server") || pid=$server
sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$pid/status" | say "uid"
grep -c /var/cache/jminihttpd/classes- "/proc/$pid/maps" | sed 's/[1-9].*/yes/' | say "archive in use"
grep -c native_epoll "/proc/$pid/maps" | sed 's/[1-9].*/yes/' | say "epoll in use"
touch "$root/etc/x" 2>&1 | grep -o 'Read-only' | say "root"
kill -TERM "$pid"
wait "$server"
echo $? | say "stopped"
grep -cE 'WARN|ERROR' "$work/log" | say "warnings"
