"""What the servers serve: files and a certificate."""
import os, random, subprocess

LARGE = 1 << 30
STAMP = 1_700_000_000  # of every file: an hour ago, or more, so that no server takes it for one that is being written


def write(path, data=b"", size=None):
    """A file, sparse beyond the data."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
        file.truncate(len(data) if size is None else size)
    os.utime(path, (STAMP, STAMP))


def make(root):
    """The same one each time."""
    noise = random.Random(20240607)
    write(f"{root}/small.html", (b"<!doctype html><title>small</title>" + b"lorem ipsum " * 100)[:1024])
    write(f"{root}/medium.bin", noise.randbytes(102_400))
    write(f"{root}/large.bin", size=LARGE)
    for i in range(1000):
        write(f"{root}/dir/file-{i:04d}.txt", b"x" * noise.randrange(10, 200))


def make_certificate(directory):
    """The paths of a certificate for localhost, P-256 as most are now, and of its key."""
    certificate, key = f"{directory}/cert.pem", f"{directory}/key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key
