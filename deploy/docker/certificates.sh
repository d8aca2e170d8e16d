# Behind a proxy that signs anew, pip, uv and npm trust what is given as the build's secret `ca`:
#   docker build --secret id=ca,src=/etc/ssl/certs/ca-certificates.crt …
if [ -s /run/secrets/ca ]; then
  export SSL_CERT_FILE=/run/secrets/ca PIP_CERT=/run/secrets/ca NODE_EXTRA_CA_CERTS=/run/secrets/ca
fi
