#pragma once

#include "model/error.hpp"

#include <openssl/types.h>

#include <memory>
#include <string>
#include <utility>

namespace vestnik::net {

/// Certificates and rules of one side of TLS, shared by its connections; TLS 1.2 at
/// least. Immutable once made, so usable from every io thread.
class tls_context {
public:
  /// For connections that we accept. Errors (`ec::invalid`, field `net.certificate`
  /// or `net.private-key`) name the file and what is wrong with it.
  [[nodiscard]] static model::result<tls_context> server(const std::string& certificate_file,
                                                         const std::string& private_key_file);
  /// For connections that we open: trusts the system's authorities and those in
  /// `extra_ca_file` (PEM; empty for none; field `mail.extra-ca`).
  [[nodiscard]] static model::result<tls_context> client(const std::string& extra_ca_file);

  /// For links between nodes, whichever side opens them: TLS 1.3, and a side that has no
  /// certificate of the authority in `authority_file` is refused (fields `cluster.authority`,
  /// `cluster.certificate`, `cluster.private-key`).
  [[nodiscard]] static model::result<tls_context> node(const std::string& authority_file,
                                                       const std::string& certificate_file,
                                                       const std::string& private_key_file);

  /// Whether the certificate that we show is for this host.
  [[nodiscard]] bool is_for(const std::string& host) const;

  [[nodiscard]] SSL_CTX* get() const noexcept { return context_.get(); }

private:
  explicit tls_context(std::shared_ptr<SSL_CTX> context)
      : context_(std::move(context)) {}

  std::shared_ptr<SSL_CTX> context_;
};

} // namespace vestnik::net
