#include "app/run/windowhelp.h"

#include "ui/common/font.h"

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

void tell(const base::Error& error)
{
    std::fprintf(stderr, "checkwatch: %s\n", error.text().c_str());
}

QString usualConfig()
{
    return QStandardPaths::locate(QStandardPaths::ConfigLocation, QStringLiteral("checkwatch/checkwatch.yml"));
}

} // namespace checkwatch::app
