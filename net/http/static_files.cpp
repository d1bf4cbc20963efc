#include "net/http/static_files.hpp"

#include "net/http/field_list.hpp"
#include "net/http/refusal.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace vestnik::net {

namespace {

namespace fs = std::filesystem;

struct content_type {
  std::string_view extension;
  std::string_view type;
};

constexpr std::array<content_type, 21> content_types{{
    {".css", "text/css; charset=utf-8"},
    {".gif", "image/gif"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".jpeg", "image/jpeg"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".mp3", "audio/mpeg"},
    {".mp4", "video/mp4"},
    {".ogg", "audio/ogg"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
}};

std::string_view type_of(const fs::path& path) {
  const auto extension = path.extension().string();
  const auto* found = std::ranges::find(content_types, extension, &content_type::extension);
  return found == content_types.end() ? "application/octet-stream" : found->type;
}

/// Vite writes `name-HASH.ext` with eight characters of base64url.
bool has_content_hash(const fs::path& path) {
  constexpr std::size_t hash_size = 8;
  const auto stem = path.stem().string();
  return stem.size() > hash_size && stem[stem.size() - hash_size - 1] == '-';
}

std::string_view caching_of(std::string_view path) {
  return path.starts_with("/assets/") && has_content_hash(path)
             ? "public, max-age=31536000, immutable"
             : "no-cache";
}

bool is_precompressed(const fs::path& path) {
  const auto extension = path.extension();
  return (extension == ".br" || extension == ".gz") &&
         fs::exists(fs::path{path}.replace_extension());
}

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in)
    return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (in.bad())
    return std::nullopt;
  return bytes;
}

model::error unusable_root(const std::string& root, std::string_view reason) {
  return {model::ec::invalid, fmt::format("net.web-root: \"{}\" {}", root, reason), "net.web-root"};
}

bool belongs_to_handlers(std::string_view path) {
  return path.starts_with("/api/") || path.starts_with("/mail-frame/");
}

bool is_navigation(const model::http_request& request) {
  return any_element(model::header_value(request.headers, "accept"), [](std::string_view type) {
    return model::iequals(model::without_blanks(type.substr(0, type.find(';'))), "text/html");
  });
}

} // namespace

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  return any_element(accept_encoding, [coding](std::string_view element) {
    const auto semicolon = element.find(';');
    if (!model::iequals(model::without_blanks(element.substr(0, semicolon)), coding))
      return false;
    if (semicolon == std::string_view::npos)
      return true;
    const auto weight = model::without_blanks(element.substr(semicolon + 1));
    return !weight.starts_with("q=0") ||
           weight.find_first_of("123456789") != std::string_view::npos;
  });
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  return any_element(if_none_match, [etag](std::string_view tag) {
    if (tag.starts_with("W/"))
      tag.remove_prefix(2);
    return tag == "*" || tag == etag;
  });
}

model::result<static_files> static_files::load(const std::string& root) {
  std::error_code failed;
  if (!fs::is_directory(root, failed))
    return unusable_root(root, "is not a folder; build the client first");
  static_files loaded;
  for (fs::recursive_directory_iterator at{root, failed}, end; !failed && at != end;
       at.increment(failed)) {
    if (!at->is_regular_file() || is_precompressed(at->path()))
      continue;
    auto bytes = read_file(at->path());
    if (!bytes)
      return unusable_root(at->path().string(), "cannot be read");
    std::string path{'/'};
    path += fs::relative(at->path(), root).generic_string();
    file entry{type_of(at->path()), caching_of(path), make_variant(std::move(*bytes)), {}, {}};
    if (auto brotli = read_file(at->path().string() + ".br"))
      entry.brotli = make_variant(std::move(*brotli));
    if (auto gzip = read_file(at->path().string() + ".gz"))
      entry.gzip = make_variant(std::move(*gzip));
    loaded.files_.emplace(path, std::move(entry));
  }
  if (failed)
    return unusable_root(root, failed.message());
  const auto index = loaded.files_.find("/index.html");
  if (index == loaded.files_.end())
    return unusable_root(root, "has no index.html; build the client first");
  loaded.files_.emplace("/", index->second);
  return loaded;
}

std::optional<static_response> static_files::answer(const model::http_request& request) const {
  if (belongs_to_handlers(request.path))
    return std::nullopt;
  const bool reads = request.method == "GET" || request.method == "HEAD";
  auto found = files_.find(request.path);
  if (found != files_.end() && !reads) {
    auto response = to_response(
        refusal{405, {model::ec::unknown_action, "only GET and HEAD"}, {{"Allow", "GET, HEAD"}}});
    auto body = std::make_shared<const std::string>(std::exchange(response.body, {}));
    return static_response{std::move(response), std::move(body)};
  }
  if (found == files_.end() && reads && is_navigation(request))
    found = files_.find("/index.html");
  if (found == files_.end())
    return std::nullopt;
  return serve(found->second, request);
}

static_response static_files::serve(const file& found, const model::http_request& request) {
  const auto codings = model::header_value(request.headers, "accept-encoding");
  const variant* chosen = &found.identity;
  std::string_view coding;
  if (found.brotli && accepts_coding(codings, "br")) {
    chosen = &*found.brotli;
    coding = "br";
  } else if (found.gzip && accepts_coding(codings, "gzip")) {
    chosen = &*found.gzip;
    coding = "gzip";
  }
  static_response response;
  auto& headers = response.head.headers;
  headers = {{"ETag", chosen->etag}, {"Cache-Control", std::string{found.caching}}};
  if (found.brotli || found.gzip)
    headers.emplace_back("Vary", "Accept-Encoding");
  if (matches_etag(model::header_value(request.headers, "if-none-match"), chosen->etag)) {
    response.head.status = 304;
    response.body = std::make_shared<const std::string>();
    return response;
  }
  headers.emplace_back("Content-Type", std::string{found.content_type});
  if (!coding.empty())
    headers.emplace_back("Content-Encoding", std::string{coding});
  response.body = chosen->body;
  return response;
}

static_files::variant static_files::make_variant(std::string bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string etag = "\"";
  for (std::size_t i = 0; i < 16; ++i)
    etag += fmt::format("{:02x}", digest[i]);
  etag += '"';
  return {std::move(etag), std::make_shared<const std::string>(std::move(bytes))};
}

} // namespace vestnik::net
