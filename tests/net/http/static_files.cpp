#include "net/http/static_files.hpp"

#include "tests/net/support/temporary_folder.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::static_files_tests {

TEST_SUITE_BEGIN("net/http/static_files");

using namespace vestnik;

namespace {

struct built_client {
  net::test::temporary_folder folder;
  std::optional<net::static_files> files;

  built_client() {
    folder.write("index.html", "<html>");
    folder.write("index.html.br", "br-index");
    folder.write("assets/app-4f2a9c1b.js", "js");
    folder.write("assets/app-4f2a9c1b.js.br", "br-js");
    folder.write("assets/app-4f2a9c1b.js.gz", "gz-js");
    folder.write("assets/logo.svg", "<svg>");
    folder.write("export.gz", "an archive of its own");
    folder.write("no type", "?");
    files = net::static_files::load(folder.path()).value();
  }

  [[nodiscard]] std::optional<net::static_response>
  get(std::string path, model::header_list headers = {}, std::string method = "GET") const {
    model::http_request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    return files->answer(request);
  }
};

std::string_view header(const std::optional<net::static_response>& response,
                        std::string_view name) {
  return model::header_value(response->head.headers, name);
}

} // namespace

TEST_CASE("a file is served with its type, a strong tag and its caching rule") {
  const built_client client;
  const auto js = client.get("/assets/app-4f2a9c1b.js");
  REQUIRE(js);
  CHECK(js->head.status == 200);
  CHECK(*js->body == "js");
  CHECK(header(js, "content-type") == "text/javascript; charset=utf-8");
  CHECK(header(js, "cache-control") == "public, max-age=31536000, immutable");
  CHECK(header(js, "etag").starts_with("\""));
  CHECK(header(client.get("/assets/logo.svg"), "cache-control") == "no-cache");
  CHECK(header(client.get("/"), "cache-control") == "no-cache");
  CHECK(*client.get("/")->body == "<html>");
  CHECK(header(client.get("/no type"), "content-type") == "application/octet-stream");
}

TEST_CASE("a client that takes a coding gets the precompressed form with a tag of its own") {
  const built_client client;
  const auto path = "/assets/app-4f2a9c1b.js";
  const auto br = client.get(path, {{"Accept-Encoding", "gzip, deflate, br"}});
  CHECK(*br->body == "br-js");
  CHECK(header(br, "content-encoding") == "br");
  CHECK(header(br, "vary") == "Accept-Encoding");
  CHECK(header(br, "content-type") == "text/javascript; charset=utf-8");
  const auto gz = client.get(path, {{"Accept-Encoding", "gzip"}});
  CHECK(*gz->body == "gz-js");
  CHECK(header(gz, "etag") != header(br, "etag"));
  CHECK(*client.get(path, {{"Accept-Encoding", "br;q=0, gzip;q=0.0"}})->body == "js");
  CHECK(*client.get("/assets/logo.svg", {{"Accept-Encoding", "br"}})->body == "<svg>");
}

TEST_CASE("precompressed forms have no address of their own, other archives do") {
  const built_client client;
  CHECK_FALSE(client.get("/assets/app-4f2a9c1b.js.br"));
  CHECK(*client.get("/export.gz")->body == "an archive of its own");
}

TEST_CASE("a known tag gets 304 without a body") {
  const built_client client;
  const auto tag = std::string{header(client.get("/"), "etag")};
  for (const auto& value : {tag, "W/" + tag, "\"x\", " + tag, std::string{"*"}}) {
    CAPTURE(value);
    const auto again = client.get("/", {{"If-None-Match", value}});
    CHECK(again->head.status == 304);
    CHECK(again->body->empty());
    CHECK(header(again, "etag") == tag);
  }
  CHECK(client.get("/", {{"If-None-Match", "\"other\""}})->head.status == 200);
}

TEST_CASE("a navigation to an unknown path gets the client, anything else goes on") {
  const built_client client;
  const model::header_list page{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
  CHECK(*client.get("/chats/42", page)->body == "<html>");
  CHECK(client.get("/chats/42", page, "HEAD"));
  CHECK_FALSE(client.get("/chats/42", page, "POST"));
  CHECK_FALSE(client.get("/chats/42"));
  CHECK_FALSE(client.get("/assets/gone-4f2a9c1b.js", {{"Accept", "*/*"}}));
  CHECK_FALSE(client.get("/api/v1/me", page));
  CHECK_FALSE(client.get("/mail-frame/7", page));
}

TEST_CASE("a file takes GET and HEAD only") {
  const built_client client;
  CHECK(client.get("/index.html", {}, "HEAD")->head.status == 200);
  const auto refused = client.get("/index.html", {}, "DELETE");
  CHECK(refused->head.status == 405);
  CHECK(header(refused, "allow") == "GET, HEAD");
}

TEST_CASE("no path leaves the folder") {
  const built_client client;
  for (const auto* path : {"/../secret", "/assets/../index.html", "//index.html", "/./index.html",
                           "/..%2f", "/assets/..\\index.html", "index.html"}) {
    CAPTURE(path);
    CHECK_FALSE(client.get(path));
  }
}

TEST_CASE("a folder that was not built is an error that names the setting") {
  const net::test::temporary_folder folder;
  for (const auto& root : {folder.path(), folder.path() + "/missing", std::string{}}) {
    CAPTURE(root);
    const auto loaded = net::static_files::load(root);
    REQUIRE(loaded.has_error());
    CHECK(loaded.error().field == "net.web-root");
    CHECK(loaded.error().message.starts_with("net.web-root: "));
  }
}

TEST_CASE("codings are accepted as RFC 9110 weighs them") {
  CHECK(net::accepts_coding("br", "br"));
  CHECK(net::accepts_coding("gzip;q=0.5, BR ; q=1", "br"));
  CHECK_FALSE(net::accepts_coding("br;q=0", "br"));
  CHECK_FALSE(net::accepts_coding("br;q=0.000", "br"));
  CHECK_FALSE(net::accepts_coding("", "br"));
  CHECK_FALSE(net::accepts_coding("brotli", "br"));
}

} // namespace vestnik::net::static_files_tests
