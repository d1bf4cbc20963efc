#include "tests/net/support/temporary_folder.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include <stdlib.h>

namespace vestnik::net::test {

namespace {

template <class T, class Free>
auto owned(T* object, Free free) {
  if (object == nullptr)
    throw std::runtime_error("OpenSSL made nothing");
  return std::unique_ptr<T, Free>{object, free};
}

std::string text_of(BIO* memory) {
  char* bytes = nullptr;
  const auto size = BIO_ctrl(memory, BIO_CTRL_INFO, 0, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

} // namespace

temporary_folder::temporary_folder() {
  auto name = (std::filesystem::temp_directory_path() / "vestnik-net-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("no temporary folder");
  path_ = name;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string temporary_folder::write(std::string_view name, std::string_view content) const {
  const auto file = path_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream{file, std::ios::binary} << content;
  return file.string();
}

certificate_files make_certificate(const temporary_folder& folder, std::string_view host) {
  const auto key = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free);
  const auto certificate = owned(X509_new(), X509_free);
  auto* x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  X509_set_pubkey(x509, key.get());
  auto* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(host.data()),
                             static_cast<int>(host.size()), -1, 0);
  X509_set_issuer_name(x509, name);
  boost::system::error_code not_numeric;
  boost::asio::ip::make_address(host, not_numeric);
  const auto alternative = (not_numeric ? "DNS:" : "IP:") + std::string{host};
  const auto extension =
      owned(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str()),
            X509_EXTENSION_free);
  X509_add_ext(x509, extension.get(), -1);
  X509_sign(x509, key.get(), EVP_sha256());

  const auto pem = owned(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(pem.get(), x509);
  const auto secret = owned(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  const std::string prefix{host};
  return {folder.write(prefix + ".pem", text_of(pem.get())),
          folder.write(prefix + ".key", text_of(secret.get()))};
}

} // namespace vestnik::net::test
