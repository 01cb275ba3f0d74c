"""A small ray tracer: spheres and a floor, Phong shading, hard shadows, mirror reflections.

`render(default_scene(), Camera(), width=24, height=16)` gives an image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

EPSILON = 1e-6
MAX_DEPTH = 3


@dataclass(frozen=True)
class Vec3:
    """A vector, also used for colors."""

    x: float
    y: float
    z: float

    def __add__(self, other: Vec3) -> Vec3:
        return Vec3(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: Vec3) -> Vec3:
        return Vec3(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, other: Vec3 | float) -> Vec3:
        if isinstance(other, Vec3):
            return Vec3(self.x * other.x, self.y * other.y, self.z * other.z)
        return Vec3(self.x * other, self.y * other, self.z * other)

    __rmul__ = __mul__

    def __truediv__(self, k: float) -> Vec3:
        return Vec3(self.x / k, self.y / k, self.z / k)

    def __neg__(self) -> Vec3:
        return Vec3(-self.x, -self.y, -self.z)

    def dot(self, other: Vec3) -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    @property
    def length(self) -> float:
        return math.sqrt(self.dot(self))

    def normalized(self) -> Vec3:
        return self / self.length

    def reflected(self, normal: Vec3) -> Vec3:
        return self - 2 * self.dot(normal) * normal


BLACK = Vec3(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Ray:
    origin: Vec3
    direction: Vec3

    def at(self, t: float) -> Vec3:
        return self.origin + t * self.direction


@dataclass(frozen=True)
class Material:
    color: Vec3
    diffuse: float = 0.8
    specular: float = 0.4
    shininess: int = 20
    mirror: float = 0.0


@dataclass(frozen=True)
class Hit:
    distance: float
    point: Vec3
    normal: Vec3
    material: Material


@dataclass(frozen=True)
class Sphere:
    center: Vec3
    radius: float
    material: Material

    def intersect(self, ray: Ray) -> Hit | None:
        """The nearest point in front of the ray's origin, or None."""
        to_center = self.center - ray.origin
        b = to_center.dot(ray.direction)
        discriminant = b * b - to_center.dot(to_center) + self.radius**2
        if discriminant < 0:
            return None
        root = math.sqrt(discriminant)
        for t in (b - root, b + root):
            if t > EPSILON:
                point = ray.at(t)
                return Hit(t, point, (point - self.center) / self.radius, self.material)
        return None


@dataclass(frozen=True)
class Floor:
    """The horizontal plane at a height, with a soft checkerboard."""

    height: float
    material: Material

    def intersect(self, ray: Ray) -> Hit | None:
        if abs(ray.direction.y) < EPSILON:
            return None
        t = (self.height - ray.origin.y) / ray.direction.y
        if t <= EPSILON:
            return None
        point = ray.at(t)
        pattern = 0.75 + 0.25 * math.sin(2 * point.x) * math.sin(2 * point.z)
        material = replace(self.material, color=pattern * self.material.color)
        return Hit(t, point, Vec3(0.0, 1.0, 0.0), material)


@dataclass(frozen=True)
class Light:
    position: Vec3
    intensity: float = 1.0


@dataclass
class Scene:
    objects: list = field(default_factory=list)
    lights: list[Light] = field(default_factory=list)
    ambient: float = 0.1
    sky: Vec3 = Vec3(0.5, 0.7, 1.0)

    def add(self, *objects) -> Scene:
        self.objects.extend(objects)
        return self

    def nearest_hit(self, ray: Ray) -> Hit | None:
        nearest = None
        for item in self.objects:
            hit = item.intersect(ray)
            if hit is None:
                continue
            if nearest is None or hit.distance < nearest.distance:
                nearest = hit
        return nearest

    def is_lit(self, point: Vec3, light: Light) -> bool:
        to_light = light.position - point
        distance = to_light.length
        hit = self.nearest_hit(Ray(point, to_light / distance))
        return hit is None or hit.distance > distance

    def background(self, direction: Vec3) -> Vec3:
        t = 0.5 * (direction.y + 1.0)
        return (1.0 - t) * Vec3(1.0, 1.0, 1.0) + t * self.sky


@dataclass(frozen=True)
class Camera:
    position: Vec3 = Vec3(0.0, 0.6, -4.0)
    focal_length: float = 1.6

    def ray(self, u: float, v: float) -> Ray:
        """The ray through a point of the image plane; u and v go from -1 to 1."""
        return Ray(self.position, Vec3(u, v, self.focal_length).normalized())


def shade(scene: Scene, ray: Ray, hit: Hit) -> Vec3:
    """Light that leaves a point towards the viewer, without reflections (Phong)."""
    material = hit.material
    color = scene.ambient * material.color
    for light in scene.lights:
        if not scene.is_lit(hit.point, light):
            continue
        to_light = (light.position - hit.point).normalized()
        cosine = hit.normal.dot(to_light)
        if cosine <= 0:
            continue
        color = color + light.intensity * material.diffuse * cosine * material.color
        highlight = ray.direction.reflected(hit.normal).dot(to_light)
        if highlight > 0:
            shine = light.intensity * material.specular * highlight**material.shininess
            color = color + Vec3(shine, shine, shine)
    return color


def trace(scene: Scene, ray: Ray, depth: int = 0) -> Vec3:
    """The color seen along a ray."""
    hit = scene.nearest_hit(ray)
    if hit is None:
        return scene.background(ray.direction)
    color = shade(scene, ray, hit)
    mirror = hit.material.mirror
    if mirror > 0 and depth < MAX_DEPTH:
        bounced = Ray(hit.point, ray.direction.reflected(hit.normal))
        color = (1 - mirror) * color + mirror * trace(scene, bounced, depth + 1)
    return color


def render(scene: Scene, camera: Camera, width: int, height: int) -> np.ndarray:
    """An image of shape (height, width, 3)."""
    image = np.zeros((height, width, 3))
    for row in range(height):
        v = 1 - 2 * (row + 0.5) / height
        for column in range(width):
            u = (2 * (column + 0.5) / width - 1) * width / height
            color = trace(scene, camera.ray(u, v))
            image[row, column] = color.x, color.y, color.z
    return image


RED = Material(Vec3(0.9, 0.2, 0.1), mirror=0.3)
BLUE = Material(Vec3(0.1, 0.3, 0.9), mirror=0.15, shininess=8)
GRAY = Material(Vec3(0.6, 0.6, 0.6), specular=0.1, mirror=0.05)


def default_scene() -> Scene:
    scene = Scene(lights=[Light(Vec3(3.0, 5.0, -4.0)), Light(Vec3(-4.0, 3.0, -3.0), 0.4)])
    red = Sphere(Vec3(-0.6, 0.5, 0.2), 0.8, RED)
    blue = Sphere(Vec3(0.8, 0.3, -0.4), 0.6, BLUE)
    return scene.add(red, blue, Floor(-0.5, GRAY))


def luminance(color: Vec3) -> float:
    return color.dot(Vec3(0.2126, 0.7152, 0.0722))


# Points of the image plane that lie well inside the spheres or the floor, away from outlines and shadows.
POINTS = [(-0.24, 0.03), (-0.40, 0.12), (-0.05, 0.11), (0.31, -0.11), (0.52, -0.05), (-0.9, -0.8), (0.85, 0.9)]


def brightness(scene: Scene, camera: Camera, points=POINTS) -> float:
    """Mean luminance over some points of the image plane."""
    total = 0.0
    for u, v in points:
        total += luminance(trace(scene, camera.ray(u, v)))
    return total / len(points)


def brightness_of_spheres(spheres: list[Sphere], light: Light) -> float:
    """The same for given spheres over the floor under one light."""
    scene = Scene(lights=[light]).add(*spheres, Floor(-0.5, GRAY))
    return brightness(scene, Camera())


def small_image(x: float, radius: float, color: np.ndarray, position: np.ndarray) -> np.ndarray:
    """A coarse image of one mirror sphere under a light."""
    material = Material(Vec3(*color), mirror=0.25, shininess=6)
    scene = Scene([Sphere(Vec3(x, 0.4, 0.0), radius, material)], [Light(Vec3(*position))])
    scene.add(Floor(-0.6, GRAY))
    return render(scene, Camera(), 4, 3)
