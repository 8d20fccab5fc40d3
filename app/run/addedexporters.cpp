#include "app/run/addedexporters.h"

#include "app/run/run.h"
#include "models/session/livesession.h"
#include "ui/common/confirm.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSaveFile>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace checkwatch::app {
namespace {

std::vector<std::pair<std::string, std::vector<std::string>>> paramsOf(const QUrl& url)
{
    std::vector<std::pair<std::string, std::vector<std::string>>> params;
    for (const auto& [name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        const auto known = std::ranges::find(params, name.toStdString(), [](const auto& param) { return param.first; });
        if (known != params.end()) {
            known->second.push_back(value.toStdString());
        } else {
            params.push_back({name.toStdString(), {value.toStdString()}});
        }
    }
    return params;
}

QString write(const QString& path, const QByteArray& text)
{
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    return written ? QString() : file.errorString();
}

void offerFile(QWidget& window, const QString& path, const QByteArray& lines)
{
    const QByteArray text = "global: {scrape_interval: 5s, evaluation_interval: 5s}\n" + lines;
    common::confirm(
        &window,
        {QStringLiteral("Write the added exporters into a configuration, to be used from the next start on?"),
         path + QStringLiteral("\n\n") + QString::fromUtf8(text), QStringLiteral("Write the file")},
        [&window, path, text] {
            const QString wrong = QFileInfo::exists(path) ? QStringLiteral("there is one by now") : write(path, text);
            if (!wrong.isEmpty()) {
                common::confirm(&window,
                                {QStringLiteral("The file was not written."), path + QStringLiteral(": ") + wrong, {}},
                                [] {});
            }
        });
}

} // namespace

base::Result<config::ScrapeConfig> exporterOf(const QString& text)
{
    const bool hasScheme = text.contains(QLatin1String("://"));
    const QUrl url(hasScheme ? text.trimmed() : QStringLiteral("http://") + text.trimmed(), QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || url.host().isEmpty() || !web || !url.userInfo().isEmpty()) {
        return base::Error{base::ErrorCode::BadInput,
                           "want host:port or an http address without a password, for example lb-01:8404"};
    }
    config::ScrapeConfig scrape = quickConfig("haproxy", {"x"}).scrapeConfigs.front();
    scrape.scheme = url.scheme().toStdString();
    if (!url.path().isEmpty() && url.path() != QLatin1String("/")) {
        scrape.metricsPath = url.path(QUrl::FullyEncoded).toStdString();
    }
    scrape.params = paramsOf(url);
    const int port = url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
    const QString host
        = url.host().contains(QLatin1Char(':')) ? QLatin1Char('[') + url.host() + QLatin1Char(']') : url.host();
    scrape.staticConfigs = {{{host.toStdString() + ':' + std::to_string(port)}, {}}};
    return scrape;
}

void keepExporters(QWidget& window, session::LiveSession* session, const QString& usual)
{
    if (session == nullptr || session->config().added.empty()) {
        return;
    }
    const QByteArray lines = QByteArray::fromStdString(config::addedAsYaml(session->config()));
    const QString file = QString::fromStdString(session->config().path);
    if (file.isEmpty() && !QFileInfo::exists(usual)) {
        offerFile(window, usual, lines);
        return;
    }
    common::confirm(
        &window,
        {QStringLiteral("To keep the added exporters, put these lines into ") + (file.isEmpty() ? usual : file),
         QString::fromUtf8(lines), QStringLiteral("Copy the lines")},
        [lines] { QGuiApplication::clipboard()->setText(QString::fromUtf8(lines)); });
}

} // namespace checkwatch::app
