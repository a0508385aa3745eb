#!/bin/bash
# Runs inside a container booted by systemd (see SystemdIT): installs the units of /root/deploy as their comments say and
# prints what systemd and clients see, each line with a name. Nothing is left: the container's disk is memory.
cd /root || exit
units=/etc/systemd/system
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 1))' # lo up

say() { printf '%s: %s\n' "$1" "$(cat)"; }
state() { systemctl show -P ActiveState "$1"; }
get() { curl -sk --max-time 60 "$1/file"; }

install -D -t /usr/local/lib/jminihttpd jminihttpd.jar deploy/launch deploy/jvm.options
cp deploy/systemd/jminihttpd.service $units/
mkdir -p /var/www/html /etc/letsencrypt/live/example.org
echo content >/var/www/html/file
cd /etc/letsencrypt/live/example.org || exit
openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=example.org \
  -out fullchain.pem -keyout privkey.pem -days 5 2>/dev/null
chmod 600 ./*.pem
cd /root || exit

# jminihttpd.service alone
cat >/etc/jminihttpd.conf <<'CONF'
[server]
listen = 80
access_log = common /var/log/jminihttpd/access.log
[routes]
/ = static:/var/www/html/
CONF
systemctl daemon-reload
systemctl start jminihttpd
state jminihttpd | say "service alone"
systemctl show -P StatusText jminihttpd | say "status"
get http://localhost | say "plain"
uid=$(stat -c %u "/proc/$(systemctl show -P MainPID jminihttpd)")
[ "$uid" -ge 61184 ] && [ "$uid" -le 65519 ] && echo dynamic | say "user"
grep -c /var/cache/private/jminihttpd/classes- "/proc/$(systemctl show -P MainPID jminihttpd)/maps" | sed 's/[1-9].*/yes/' |
  say "archive in use"
systemctl stop jminihttpd
systemctl show -P Result jminihttpd | say "stopped"
journalctl -q -o cat -u jminihttpd -p warning | grep -c . | say "warnings"
grep -c '"GET /file HTTP/1.1" 200' /var/log/jminihttpd/access.log | say "access log"

# sockets for HTTP and HTTPS, with credentials; the service needs no network of its own
cat >/etc/jminihttpd.conf <<'CONF'
[server]
listen = sd:1
listen_ssl = sd:2
ssl_cert = sd:cert.pem
ssl_key = sd:key.pem
[routes]
/ = static:/var/www/html/
CONF
cp -r deploy/systemd/jminihttpd.service.d deploy/systemd/https/jminihttpd.socket $units/
sed -i 's/^#PrivateNetwork/PrivateNetwork/' $units/jminihttpd.service.d/sockets.conf
systemctl daemon-reload
systemctl start jminihttpd.socket
state jminihttpd | say "before the first request"
get http://localhost | say "plain by socket"
get 'https://[::1]' | say "TLS by socket"
state jminihttpd | say "after the first request"
grep -c '^Cap.*:.0*$' "/proc/$(systemctl show -P MainPID jminihttpd)/status" | say "empty capability sets"
systemctl stop jminihttpd 2>/dev/null # it says that the socket can start it again
state jminihttpd.socket | say "socket without the service"

# the sockets of pyminihttpd's example come and go with the service
systemctl stop jminihttpd.socket
cp -r deploy/systemd/jminihttpd.socket.d $units/
systemctl daemon-reload
systemctl start jminihttpd
state jminihttpd.socket | say "socket with the service"
systemctl stop jminihttpd 2>/dev/null
for _ in $(seq 100); do [ "$(state jminihttpd.socket)" = active ] && sleep 0.1; done # it follows the service
state jminihttpd.socket | say "socket after the service"

# a mistake in the configuration
sed -i 's/static:/statik:/' /etc/jminihttpd.conf
systemctl start jminihttpd 2>/dev/null
sleep 1
systemctl show -P ExecMainStatus jminihttpd | say "exit code of a mistake"
systemctl show -P NRestarts jminihttpd | say "restarts"
journalctl -q -o cat -p err -u jminihttpd | grep -A1 conf:7 | tr '\n' ' ' | say "journal"
