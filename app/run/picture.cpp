#include "app/run/picture.h"

#include "app/run/windowhelp.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPixmap>
#include <QWidget>

namespace checkwatch::app {

void takePicture(QWidget& window, const std::string& path)
{
    const QString file = QString::fromStdString(path);
    const bool saved = window.grab().save(file, QFileInfo(file).suffix().isEmpty() ? "PNG" : nullptr);
    if (!saved) {
        tell({base::ErrorCode::Refused, "cannot write the picture", path});
    }
    QCoreApplication::exit(saved ? 0 : 2);
}

} // namespace checkwatch::app
