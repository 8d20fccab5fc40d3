#include "models/config/config.h"
#include "models/config/scalars.h"
#include "models/config/sections.h"

#include <cstdlib>
#include <cstring>

namespace checkwatch::config {

Secret::~Secret()
{
    m_value.resize(m_value.capacity()); // a moved-from short text leaves its bytes behind the end
    explicit_bzero(m_value.data(), m_value.size());
}

namespace {

/// ${NAME} becomes the environment's value; everything else stays as it is.
std::string expanded(const std::string& text, int line, const std::string& field, Problems& problems)
{
    std::string out;
    std::size_t at = 0;
    bool fromEnvironment = false;
    for (;;) {
        const std::size_t open = text.find("${", at);
        const std::size_t close = open == std::string::npos ? open : text.find('}', open);
        const std::string name = close == std::string::npos ? std::string() : text.substr(open + 2, close - open - 2);
        if (close == std::string::npos) {
            break;
        }
        out.append(text, at, open - at);
        at = close + 1;
        const char* const value = metrics::isLabelName(name) ? std::getenv(name.c_str()) : nullptr;
        if (!metrics::isLabelName(name)) {
            out.append(text, open, at - open);
        } else if (value == nullptr) {
            problems.error(line, std::string(field).append(": the environment has no variable ").append(name));
        } else {
            out += value;
        }
        fromEnvironment |= metrics::isLabelName(name);
    }
    out.append(text, at, std::string::npos);
    if (!fromEnvironment && !text.empty()) {
        problems.openSecret(line, field);
    }
    return out;
}

Secret readSecret(Fields& fields, const std::string& name)
{
    std::string text;
    fields.text(name, text);
    return Secret(expanded(text, fields.lineOf(name), name, fields.problems()));
}

void readBasicAuth(const rules::YamlNode& node, int line, const std::string& folder, Problems& problems,
                   ScrapeConfig& out)
{
    Fields fields(node, "basic_auth", problems);
    BasicAuth auth;
    fields.text("username", auth.username);
    auth.password = readSecret(fields, "password");
    fields.text("password_file", auth.passwordFile);
    fields.refuse({"username_file", "username_ref", "password_ref"});
    fields.done();
    if (!auth.password.empty() && !auth.passwordFile.empty()) {
        problems.error(line, "at most one of basic_auth password & password_file must be configured");
    }
    auth.passwordFile = joinPath(folder, auth.passwordFile);
    out.basicAuth = std::move(auth);
}

void readAuthorization(const rules::YamlNode& node, int line, const std::string& folder, Problems& problems,
                       ScrapeConfig& out)
{
    Fields fields(node, "authorization", problems);
    Authorization auth;
    fields.text("type", auth.type);
    auth.credentials = readSecret(fields, "credentials");
    fields.text("credentials_file", auth.credentialsFile);
    fields.refuse({"credentials_ref"});
    fields.done();
    if (!auth.credentials.empty() && !auth.credentialsFile.empty()) {
        problems.error(line, "at most one of authorization credentials & credentials_file must be configured");
    }
    if (strcasecmp(auth.type.c_str(), "basic") == 0) {
        problems.error(line, "authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
    }
    if (auth.type.empty()) {
        auth.type = "Bearer";
    }
    auth.credentialsFile = joinPath(folder, auth.credentialsFile);
    out.authorization = std::move(auth);
}

/// bearer_token and bearer_token_file: the old way to say authorization.
void readBearerToken(Fields& fields, const std::string& folder, ScrapeConfig& out)
{
    Authorization auth;
    auth.credentials = readSecret(fields, "bearer_token");
    fields.text("bearer_token_file", auth.credentialsFile);
    const bool given = !auth.credentials.empty() || !auth.credentialsFile.empty();
    const int line = fields.lineOf(auth.credentials.empty() ? "bearer_token_file" : "bearer_token");
    if (!auth.credentials.empty() && !auth.credentialsFile.empty()) {
        fields.problems().error(line, "at most one of bearer_token & bearer_token_file must be configured");
    }
    if (given && (out.authorization || out.basicAuth)) {
        fields.problems().error(line, "at most one of basic_auth, authorization & bearer_token must be configured");
    } else if (given) {
        auth.credentialsFile = joinPath(folder, auth.credentialsFile);
        out.authorization = std::move(auth);
    }
}

void readTls(const rules::YamlNode& node, int line, const std::string& folder, Problems& problems, TlsConfig& out)
{
    Fields fields(node, "tls_config", problems);
    fields.text("ca_file", out.caFile);
    fields.text("cert_file", out.certFile);
    fields.text("key_file", out.keyFile);
    fields.text("server_name", out.serverName);
    fields.boolean("insecure_skip_verify", out.insecureSkipVerify);
    fields.refuse({"ca", "cert", "key", "ca_ref", "cert_ref", "key_ref", "min_version", "max_version"});
    fields.done();
    if (out.certFile.empty() != out.keyFile.empty()) {
        problems.error(line, "tls_config needs both cert_file and key_file, or neither");
    }
    for (std::string* const file : {&out.caFile, &out.certFile, &out.keyFile}) {
        *file = joinPath(folder, *file);
    }
}

} // namespace

void readSecurity(Fields& fields, const std::string& folder, ScrapeConfig& out)
{
    Problems& problems = fields.problems();
    if (const auto* const node = fields.take("basic_auth")) {
        readBasicAuth(*node, fields.lineOf("basic_auth"), folder, problems, out);
    }
    if (const auto* const node = fields.take("authorization")) {
        readAuthorization(*node, fields.lineOf("authorization"), folder, problems, out);
    }
    if (out.basicAuth && out.authorization) {
        problems.error(fields.lineOf("authorization"), "at most one of basic_auth & authorization must be configured");
    }
    readBearerToken(fields, folder, out);
    if (const auto* const node = fields.take("tls_config")) {
        readTls(*node, fields.lineOf("tls_config"), folder, problems, out.tls);
    }
}

} // namespace checkwatch::config
