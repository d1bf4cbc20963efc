#include "net/io/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pemerr.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace vestnik::net {

namespace {

/// The first that went wrong says why; what follows says only in which part of OpenSSL.
std::string first_words() {
  const auto code = ERR_peek_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code))
    return std::generic_category().message(ERR_GET_REASON(code));
  if (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE)
    return "it has no such part in PEM";
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown reason";
}

model::error unusable(std::string field, std::string_view content, const std::string& file) {
  auto message = fmt::format("{}: {} {} cannot be used: {}", field, content, file, first_words());
  return {model::ec::invalid, std::move(message), std::move(field)};
}

/// RFC 7301: only HTTP/1.1 is spoken here; a client without a match goes on without ALPN.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, ours.data(), ours.size(), offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

std::shared_ptr<SSL_CTX> make_context(const SSL_METHOD* method) {
  std::shared_ptr<SSL_CTX> context{SSL_CTX_new(method), SSL_CTX_free};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE |
                                         SSL_OP_IGNORE_UNEXPECTED_EOF);
  // RELEASE_BUFFERS: an idle connection keeps none of its 2 x 17 KiB. The two write
  // modes allow a send to be repeated from another address.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

model::result<void> show(SSL_CTX* context, const std::string& certificate_file,
                         const std::string& private_key_file, const std::string& section) {
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1)
    return unusable(section + ".certificate", "certificate file", certificate_file);
  if (SSL_CTX_use_PrivateKey_file(context, private_key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return unusable(section + ".private-key", "key file", private_key_file);
  return {};
}

} // namespace

model::result<tls_context> tls_context::server(const std::string& certificate_file,
                                               const std::string& private_key_file) {
  auto context = make_context(TLS_server_method());
  auto* raw = context.get();
  if (const auto shown = show(raw, certificate_file, private_key_file, "net"); !shown)
    return shown.error();
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  static constexpr std::array<unsigned char, 7> id{'v', 'e', 's', 't', 'n', 'i', 'k'};
  SSL_CTX_set_session_id_context(raw, id.data(), id.size());
  return tls_context{std::move(context)};
}

model::result<tls_context> tls_context::client(const std::string& extra_ca_file) {
  auto context = make_context(TLS_client_method());
  auto* raw = context.get();
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_verify_paths(raw);
  ERR_clear_error();
  if (!extra_ca_file.empty() && SSL_CTX_load_verify_file(raw, extra_ca_file.c_str()) != 1)
    return unusable("mail.extra-ca", "authority file", extra_ca_file);
  return tls_context{std::move(context)};
}

model::result<tls_context> tls_context::node(const std::string& authority_file,
                                             const std::string& certificate_file,
                                             const std::string& private_key_file) {
  auto context = make_context(TLS_method());
  auto* raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  // Each link proves itself anew.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(raw, 0);
  ERR_clear_error();
  if (SSL_CTX_load_verify_file(raw, authority_file.c_str()) != 1)
    return unusable("cluster.authority", "authority file", authority_file);
  if (const auto shown = show(raw, certificate_file, private_key_file, "cluster"); !shown)
    return shown.error();
  return tls_context{std::move(context)};
}

bool tls_context::is_for(const std::string& host) const {
  auto* certificate = SSL_CTX_get0_certificate(context_.get());
  return certificate != nullptr &&
         X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

} // namespace vestnik::net
