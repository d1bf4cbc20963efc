#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vestnik::net::test {

/// A folder of its own that disappears with the object.
class temporary_folder {
public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  /// Writes a file, with the folders above it, and returns its full name.
  std::string write(std::string_view name, std::string_view content) const;

private:
  std::filesystem::path path_;
};

/// PEM files of a self-signed certificate for `host` (a name or a numeric address),
/// made on the spot.
struct certificate_files {
  std::string certificate;
  std::string private_key;
};
[[nodiscard]] certificate_files make_certificate(const temporary_folder& folder,
                                                 std::string_view host);

} // namespace vestnik::net::test
