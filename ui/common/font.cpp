#include "ui/common/font.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QStringList>

namespace checkwatch::common {

bool hasTabularDigits(const QFont& font)
{
    const QFontMetricsF metrics(font);
    const double zero = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit) {
        if (qAbs(metrics.horizontalAdvance(QLatin1Char(digit)) - zero) > 0.01)
            return false;
    }
    return true;
}

QFont interfaceFont()
{
    const QFont system = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (hasTabularDigits(system))
        return system;
    for (const char* family : {"Noto Sans", "Cantarell", "DejaVu Sans", "Liberation Sans"}) {
        const QString name = QString::fromLatin1(family);
        QFont font(system);
        font.setFamilies(QStringList{name});
        if (QFontDatabase::hasFamily(name) && hasTabularDigits(font))
            return font;
    }
    return system;
}

QFont monospaceFont()
{
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

QFont scaled(QFont font, double factor)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    return font;
}

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace checkwatch::common
