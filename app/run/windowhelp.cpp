#include "app/run/windowhelp.h"

#include "app/run/picture.h"
#include "ui/common/font.h"
#include "ui/workstation/fleetlookup.h"

#include <QApplication>
#include <QIcon>
#include <QStandardPaths>

#include <cstdio>

namespace checkwatch::app {

void setUpApplication()
{
    QCoreApplication::setApplicationName(QStringLiteral("checkwatch"));
    QCoreApplication::setOrganizationName(QStringLiteral("checkwatch"));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.checkwatch.Checkwatch"));
    QApplication::setFont(common::interfaceFont());
    QGuiApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("io.github.checkwatch.Checkwatch")));
}

std::optional<common::ThemeKind> themeOf(const std::string& name)
{
    if (name == "dark") {
        return common::ThemeKind::Dark;
    }
    if (name == "light") {
        return common::ThemeKind::Light;
    }
    if (name == "contrast") {
        return common::ThemeKind::Contrast;
    }
    return std::nullopt;
}

bool findDisplay(const Options& options)
{
    if (!options.screenshot.empty()) {
        if (const auto writable = canTakePicture(options.screenshot); !writable) {
            tell(writable.error());
            return false;
        }
    }
    if (!options.platform.empty()) {
        qputenv("QT_QPA_PLATFORM", QByteArray::fromStdString(options.platform));
        return true;
    }
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (!display && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        if (options.screenshot.empty() && !options.testSound) {
            tell({base::ErrorCode::NotFound,
                  "no display here; use --screenshot FILE.png for a picture, or `checkwatch watch`"});
            return false;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    return true;
}

base::Error noSuchServer(const fleet::SnapshotPtr& snapshot, const std::string& name)
{
    const QStringList like
        = snapshot ? workstation::serversLike(*snapshot, QString::fromStdString(name)) : QStringList();
    return {base::ErrorCode::NotFound,
            "--select: no server \"" + name + "\" here"
                + (like.isEmpty() ? std::string() : "; there is " + like.join(QStringLiteral(", ")).toStdString())};
}

void tell(const base::Error& error)
{
    std::fprintf(stderr, "checkwatch: %s\n", error.text().c_str());
}

QString usualConfig()
{
    return QStandardPaths::locate(QStandardPaths::ConfigLocation, QStringLiteral("checkwatch/checkwatch.yml"));
}

} // namespace checkwatch::app
