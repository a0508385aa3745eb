#!/bin/bash
# Runs inside a container booted by systemd (see DebIT): installs, upgrades and removes /root/jminihttpd.deb.
cd /root || exit
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 1))' # lo up

say() { printf '%s: %s\n' "$1" "$(cat)"; }
pid() { systemctl show -P MainPID jminihttpd; }
get() { curl -s --max-time 60 "http://localhost/$1"; }
install() { dpkg -i jminihttpd.deb >"$1" 2>&1 || cat "$1"; }

systemctl start dbus
install first
grep -iE 'error|warn|fail' first
dpkg-query -W -f '${Status}\n' jminihttpd | say "package"
systemctl is-active jminihttpd | say "service"
systemctl is-enabled jminihttpd | say "at boot"
systemctl is-enabled jminihttpd.socket 2>/dev/null | say "socket at boot"
stat -c '%U %G' "/proc/$(pid)" | say "user"
grep -c /var/cache/jminihttpd/classes- "/proc/$(pid)/maps" | sed 's/[1-9].*/yes/' | say "archive in use"
echo content >/var/www/html/file
get file | say "file"
jminihttpd --check | say "check"
jminihttpd --health | say "health"
stat -c %U /var/log/jminihttpd/access.log | say "owner of the log"
mandoc -T utf8 "$(man -w jminihttpd.conf)" | grep -c listen_ssl | sed 's/[1-9].*/yes/' | say "manual"

# the log is rotated
logrotate --force /etc/logrotate.d/jminihttpd
sleep 1
get file >/dev/null
sleep 1
grep -c 'GET /file' /var/log/jminihttpd/access.log /var/log/jminihttpd/access.log.1 | sed 's,.*/,,' | tr '\n' ' ' |
  say "rotated"

python3 deb_reloads.py "$RELOAD_ROUNDS"

# an upgrade keeps what was changed, and restarts
echo "# mine" >>/etc/jminihttpd.conf
echo 'JAVA_FLAGS="-Xmx80m"' >/etc/default/jminihttpd
before=$(pid)
install second
grep -iE 'error|warn|fail' second
tail -n 1 /etc/jminihttpd.conf | say "configuration"
[ "$(pid)" != "$before" ] && systemctl is-active jminihttpd | say "restarted"
tr '\0' '\n' <"/proc/$(pid)/cmdline" | grep -c Xmx80m | say "flags"
journalctl -q -o cat -u jminihttpd | grep -c preparing | say "archives made by a start"

# removed, and everything with it
dpkg -r jminihttpd >/dev/null 2>&1
systemctl is-active jminihttpd | say "removed"
tail -n 1 /etc/jminihttpd.conf | say "configuration"
dpkg -P jminihttpd >/dev/null 2>&1
find /etc /usr/bin /usr/lib /usr/share /var -name '*jminihttpd*' | say "left after purge"
