#include "net/nodes/node_certificates.hpp"

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace vestnik::net {

namespace {

namespace fs = std::filesystem;

constexpr long day = 24L * 60 * 60;
constexpr long authority_days = 3650;
constexpr long node_days = 730;
/// Clocks of nodes may differ.
constexpr long valid_before_now = day;

/// Of DNS (RFC 1035).
constexpr std::size_t longest_name = 63;

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using file_ptr = std::unique_ptr<std::FILE, freed_by<std::fclose>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>>;

struct credential {
  key_ptr key;
  certificate_ptr certificate;
};

bool is_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  return !name.empty() && name.size() <= longest_name && name != "ca" && !name.starts_with('.') &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

model::error trouble(std::string_view attempt, const fs::path& file) {
  return {model::ec::unavailable, fmt::format("{} cannot be {}: {}", file.string(), attempt,
                                              std::generic_category().message(errno))};
}

void extend(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const extension_ptr extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value)};
  X509_add_ext(certificate, extension.get(), -1);
}

/// A certificate with a new key that says no more than a name, a serial number and how long.
credential begin(const std::string& name, long days) {
  credential begun{key_ptr{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")},
                   certificate_ptr{X509_new()}};
  auto* raw = begun.certificate.get();
  X509_set_version(raw, X509_VERSION_3);
  // RFC 5280, section 4.1.2.2: positive, unique for each authority.
  std::array<unsigned char, 16> serial{};
  RAND_bytes(serial.data(), serial.size());
  serial[0] = static_cast<unsigned char>((serial[0] & 0x7FU) | 0x40U);
  const std::unique_ptr<BIGNUM, freed_by<BN_free>> number{
      BN_bin2bn(serial.data(), serial.size(), nullptr)};
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(raw));
  X509_gmtime_adj(X509_getm_notBefore(raw), -valid_before_now);
  X509_gmtime_adj(X509_getm_notAfter(raw), days * day);
  X509_set_pubkey(raw, begun.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  return begun;
}

credential new_authority() {
  auto begun = begin("Vestnik private authority", authority_days);
  auto* raw = begun.certificate.get();
  X509_set_issuer_name(raw, X509_get_subject_name(raw));
  extend(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(raw, raw, NID_subject_key_identifier, "hash");
  X509_sign(raw, begun.key.get(), EVP_sha256());
  return begun;
}

credential new_node(const std::string& name, const credential& authority) {
  auto begun = begin(name, node_days);
  auto* raw = begun.certificate.get();
  auto* issuer = authority.certificate.get();
  X509_set_issuer_name(raw, X509_get_subject_name(issuer));
  extend(raw, issuer, NID_basic_constraints, "critical,CA:FALSE");
  extend(raw, issuer, NID_key_usage, "critical,digitalSignature");
  // The node that dials is the client, and each node does both.
  extend(raw, issuer, NID_ext_key_usage, "serverAuth,clientAuth");
  extend(raw, issuer, NID_subject_alt_name, ("DNS:" + name).c_str());
  extend(raw, issuer, NID_authority_key_identifier, "keyid");
  X509_sign(raw, authority.key.get(), EVP_sha256());
  return begun;
}

file_ptr create(const fs::path& file, mode_t mode) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  return file_ptr{descriptor < 0 ? nullptr : ::fdopen(descriptor, "w")};
}

model::result<void> write(const credential& written, const fs::path& folder,
                          const std::string& name) {
  const auto key_file = folder / (name + ".key");
  const auto key = create(key_file, 0600);
  if (!key ||
      PEM_write_PrivateKey(key.get(), written.key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      std::fflush(key.get()) != 0)
    return trouble("written", key_file);
  const auto certificate_file = folder / (name + ".pem");
  const auto certificate = create(certificate_file, 0644);
  if (!certificate || PEM_write_X509(certificate.get(), written.certificate.get()) != 1 ||
      std::fflush(certificate.get()) != 0)
    return trouble("written", certificate_file);
  return {};
}

model::result<credential> read_authority(const fs::path& folder) {
  const file_ptr key{std::fopen((folder / "ca.key").c_str(), "r")};
  const file_ptr certificate{std::fopen((folder / "ca.pem").c_str(), "r")};
  if (!key || !certificate)
    return trouble("read", folder / (key ? "ca.pem" : "ca.key"));
  credential found{key_ptr{PEM_read_PrivateKey(key.get(), nullptr, nullptr, nullptr)},
                   certificate_ptr{PEM_read_X509(certificate.get(), nullptr, nullptr, nullptr)}};
  if (!found.key || !found.certificate ||
      X509_check_private_key(found.certificate.get(), found.key.get()) != 1)
    return model::error{
        model::ec::unavailable,
        fmt::format("ca.pem and ca.key in {} are no certificate with its key", folder.string())};
  return found;
}

} // namespace

model::result<void> make_node_certificates(const fs::path& folder,
                                           std::span<const std::string> names) {
  std::error_code failed;
  for (const auto& name : names) {
    if (!is_name(name) || std::ranges::count(names, name) != 1)
      return model::error{model::ec::invalid,
                          fmt::format("\"{}\" is no name for a node: letters, digits, dots and "
                                      "hyphens, at most 63, each name once, and not \"ca\"",
                                      name),
                          "name"};
    for (const auto* ending : {".key", ".pem"})
      if (const auto file = folder / (name + ending); fs::exists(file, failed))
        return model::error{model::ec::conflict, fmt::format("{} exists already", file.string())};
  }
  fs::create_directories(folder, failed);
  const bool has_authority =
      fs::exists(folder / "ca.pem", failed) || fs::exists(folder / "ca.key", failed);
  if (!has_authority)
    if (const auto done = write(new_authority(), folder, "ca"); !done)
      return done;
  const auto authority = read_authority(folder);
  if (!authority)
    return authority.error();
  for (const auto& name : names)
    if (const auto done = write(new_node(name, *authority), folder, name); !done)
      return done;
  return {};
}

} // namespace vestnik::net
