#include "net/io/tls_transport.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace vestnik::net {

namespace {

/// The payload of one TLS record, so that a write is all or nothing.
constexpr std::size_t record_size = 16 * 1024;

class tls_transport final : public transport {
public:
  tls_transport(tcp_socket socket, const tls_context& context)
      : transport(std::move(socket))
      , ssl_(SSL_new(context.get()), SSL_free) {
    SSL_set_fd(ssl_.get(), descriptor());
  }

  void accept() { SSL_set_accept_state(ssl_.get()); }

  void connect(const std::string& host) {
    host_ = host;
    auto* parameters = SSL_get0_param(ssl_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) != 1) {
      ERR_clear_error();
      // RFC 9525 §6.3, §2: no partial wildcards, and a common name is no host.
      X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                                      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
      // OpenSSL would check no name at all then.
      if (host.empty() || X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size()) != 1)
        no_name_ = true;
      SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host_.data());
    }
    SSL_set_connect_state(ssl_.get());
  }

  io_step handshake() override {
    if (no_name_)
      return failed("no certificate can be for a host of this name");
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    return result == 1 ? io_step{} : step_after(result);
  }

  io_step read(std::span<char> into) override {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
    return result == 1 ? io_step{step_state::done, bytes} : step_after(result);
  }

  io_step send(std::span<const iovec> parts) override {
    if (!waiting_.empty()) {
      if (const auto step = write(waiting_.data(), waiting_.size()); step.state != step_state::done)
        return step;
      waiting_ = {};
    }
    static thread_local std::array<char, record_size> flat;
    std::size_t size = 0;
    for (const auto& part : parts) {
      const auto take = std::min(part.iov_len, flat.size() - size);
      std::memcpy(flat.data() + size, part.iov_base, take);
      size += take;
    }
    if (size == 0)
      return {};
    auto step = write(flat.data(), size);
    if (step.state == step_state::wait_readable || step.state == step_state::wait_writable)
      waiting_.assign(flat.data(), flat.data() + size);
    step.bytes = size;
    return step;
  }

  io_step finish_sending() override {
    if (!waiting_.empty())
      if (const auto step = send({}); step.state != step_state::done)
        return step;
    ERR_clear_error();
    if (const int result = SSL_shutdown(ssl_.get()); result < 0) {
      const auto step = step_after(result);
      if (step.state == step_state::wait_writable)
        return step;
    }
    ::shutdown(descriptor(), SHUT_WR);
    return {};
  }

  bool has_buffered_input() const noexcept override { return SSL_has_pending(ssl_.get()) == 1; }

  std::string peer_name() const override {
    const auto* certificate = SSL_get0_peer_certificate(ssl_.get());
    if (certificate == nullptr || SSL_get_verify_result(ssl_.get()) != X509_V_OK)
      return {};
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names{
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free};
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
      int kind = 0;
      const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind);
      if (kind != GEN_DNS)
        continue;
      const auto* text = static_cast<const ASN1_IA5STRING*>(value);
      return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
              static_cast<std::size_t>(ASN1_STRING_length(text))};
    }
    return {};
  }

private:
  io_step write(const char* bytes, std::size_t size) {
    ERR_clear_error();
    std::size_t written = 0;
    const int result = SSL_write_ex(ssl_.get(), bytes, size, &written);
    return result == 1 ? io_step{} : step_after(result);
  }

  io_step step_after(int result) {
    const int system_error = errno;
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {step_state::wait_readable};
    case SSL_ERROR_WANT_WRITE:
      return {step_state::wait_writable};
    case SSL_ERROR_ZERO_RETURN:
      return {step_state::ended};
    case SSL_ERROR_SYSCALL:
      return failed(system_error != 0 ? std::generic_category().message(system_error)
                                      : "the connection was closed");
    default:
      return failed(words());
    }
  }

  std::string words() const {
    if (const auto verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK)
      // A peer that came in has no name as long as its certificate proves none.
      return fmt::format("{} is not trusted: {}",
                         host_.empty() ? "its certificate" : "certificate of " + host_,
                         X509_verify_cert_error_string(verdict));
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    return fmt::format("TLS failed: {}", reason != nullptr ? reason : "the connection was closed");
  }

  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  /// A record that the socket did not take yet; it must be offered again unchanged.
  std::vector<char> waiting_;
  std::string host_;
  /// The host cannot be looked for in a certificate.
  bool no_name_ = false;
};

} // namespace

std::unique_ptr<transport> make_tls_server_transport(tcp_socket socket,
                                                     const tls_context& context) {
  auto secured = std::make_unique<tls_transport>(std::move(socket), context);
  secured->accept();
  return secured;
}

std::unique_ptr<transport> make_tls_client_transport(tcp_socket socket, const tls_context& context,
                                                     const std::string& host) {
  auto secured = std::make_unique<tls_transport>(std::move(socket), context);
  secured->connect(host);
  return secured;
}

} // namespace vestnik::net
